import type { AskProbe } from './probe.ts'
import { buildRedisAsk, parseRedisAnswer, type RedisValue } from './redis.ts'

/** A dependency that is a Redis. */
export const dependencyRedisProbe: AskProbe<'dependency-redis', RedisValue> = {
  id: 'dependency-redis',
  label: 'dependency',
  reads: { kind: 'ask', build: buildRedisAsk },
  parse: parseRedisAnswer,
}
