import type { Finding } from '../checklist/finding.ts'
import { isOneOf } from '../checklist/is-one-of.ts'
import { type CommandWord, commandLine, commandWord, figureWord } from '../service/command-word.ts'
import { act, look, type NextStep } from './action.ts'
import { hostOf } from './diagnosis-input.ts'
import { askSql } from './session-actions.ts'
import { nameLost } from './unresolved-names.ts'

/** What to do about something that the application needs, by what is wrong with it. */
export function nextForDependency(place: string, findings: readonly Finding[]): readonly NextStep[] {
  const [first] = findings
  if (first === undefined) return []
  const host = first.id === 'server-unresolved' ? first.facts.balancer : hostOf(first)
  const { name, port } = addressOf(place)
  if (findings.some((finding) => isOneOf(finding, nameLost))) {
    return nextOfName(nameIn(first) || name, host)
  }
  if (first.id === 'database-read-only') {
    return [
      askSql(
        'See which node is the primary',
        place,
        "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only')",
      ),
      act(
        'Point the application at the primary, or finish the failover; promote nothing before you know which node is ahead',
      ),
    ]
  }
  if (first.id === 'database-unavailable') {
    return [
      askSql('Ask it again, it may be starting or recovering', place, 'SELECT pg_is_in_recovery()'),
      `Read its own log on ${name}, then decide with whoever runs it`,
    ]
  }
  if (isOneOf(first, ['dependency-refusing', 'dependency-read-only'])) return nextOfRefusing(place, first)
  return [
    look('Try it from the host', { command: tryPort(name, port), on: host }),
    `See on ${name} whether it runs, and read its own log`,
    look(`If it runs, the way is blocked: read the rules between ${host} and ${name}`, {
      command: 'sudo nft list ruleset',
      on: host,
    }),
  ]
}

/** It answers us, and not the application: what a person would ask it there, in its own protocol. */
export function tryAs(place: string, host: string): NextStep {
  const url = commandWord('url', place)
  const { name, port } = addressOf(place)
  const commands: Readonly<Record<string, string | undefined>> = {
    http: commandLine`curl -si ${url}`,
    redis: commandLine`redis-cli -u ${url} PING`,
    postgres: commandLine`psql ${url} -c "SELECT 1"`,
  }
  const kind = /^(http|redis|postgres)(?:s|ql)?:/.exec(place)?.[1] ?? ''
  return look('Try it from there, then with the very address, user and password that the application uses', {
    command: commands[kind] ?? tryPort(name, port),
    on: host,
  })
}

/** It answers, and late. */
export function nextForSlow(place: string, host: string): readonly NextStep[] {
  const { name, port } = addressOf(place)
  const web = /^https?:/.test(place) ? commandWord('url', place) : undefined
  const wait = tryPort(name, port)
  return [
    look(web === undefined ? 'Time it from the host, then read its own slow log' : 'Time it from the host', {
      command: web === undefined ? wait && `time ${wait}` : commandLine`curl -so /dev/null -w %{time_total} ${web}`,
      on: host,
    }),
    'Compare with how long the application waits for it; a longer wait holds workers for as long, so fix the slowness first',
    act(
      'Until then answer without it where that is possible, and leave it out of the health check if pages do without it',
    ),
  ]
}

/** Asked of the host, then of each server that the host asks. */
function nextOfName(name: string, host: string): readonly NextStep[] {
  const word = commandWord('host', name)
  return [
    look('Look the name up on the host', { command: commandLine`getent hosts ${word}`, on: host }),
    look('See whom it asks', { command: 'cat /etc/resolv.conf', on: host }),
    look('Ask each of these servers', {
      command: commandLine`sed -n s/^nameserver.//p /etc/resolv.conf | xargs -I{} dig +time=2 +tries=1 ${word} @{}`,
      on: host,
    }),
  ]
}

/** The name that was asked for without an address. */
function nameIn(finding: Finding): string {
  if (finding.id === 'server-unresolved') return finding.facts.server
  return isOneOf(finding, nameLost) ? finding.facts.name : ''
}

function nextOfRefusing(place: string, first: Finding): readonly NextStep[] {
  const url = commandWord('url', place)
  switch (
    first.id === 'dependency-refusing' ? first.facts.problem : first.id === 'dependency-read-only' ? 'replica' : ''
  ) {
    case 'loading':
      return [
        look('Wait for it to load, and watch loading_eta_seconds', {
          command: commandLine`redis-cli -u ${url} INFO persistence`,
        }),
      ]
    case 'clients':
      return [
        look('See who holds the connections', { command: commandLine`redis-cli -u ${url} CLIENT LIST` }),
        look('See how many it takes', { command: commandLine`redis-cli -u ${url} CONFIG GET maxclients` }),
        act('Until the leak is found, raise maxclients above that'),
      ]
    case 'memory':
      return nextOfFullCache(url)
    case 'saving':
      return [
        look('See why it cannot save', { command: commandLine`redis-cli -u ${url} INFO persistence` }),
        `See whether a disk of ${addressOf(place).name} is full`,
      ]
    case 'replica':
      return [
        look('See its master', { command: commandLine`redis-cli -u ${url} INFO replication` }),
        act('Finish the failover, or point the application at the master'),
      ]
    default:
      return [
        look('Ask it again', { command: /^https?:/.test(place) ? commandLine`curl -si ${url}` : undefined }),
        'Read its own log and status page, or call whoever runs it',
      ]
  }
}

function nextOfFullCache(url: CommandWord | undefined): readonly NextStep[] {
  return [
    look('See how much it holds, and may', { command: commandLine`redis-cli -u ${url} INFO memory` }),
    look('See what fills it', { command: commandLine`redis-cli -u ${url} --bigkeys` }),
    act('If it is a cache, let it evict', {
      command: commandLine`redis-cli -u ${url} CONFIG SET maxmemory-policy allkeys-lru`,
      changes: 'from now on keys that were not used for long are dropped when memory is full',
    }),
    'If it is none, raise maxmemory',
  ]
}

const tryPort = (name: string, port: number | undefined): string | undefined =>
  commandLine`nc -zv -w 5 ${commandWord('host', name)} ${figureWord(port)}`

/** Where an endpoint listens; what is not written is its scheme's. */
function addressOf(place: string): { readonly name: string; readonly port: number | undefined } {
  if (!URL.canParse(place)) return { name: place, port: undefined }
  const { protocol, hostname, port } = new URL(place)
  const usual = usualPorts[protocol]
  return { name: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? usual : Number(port) }
}

const usualPorts: Readonly<Record<string, number>> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
  'http:': 80,
  'https:': 443,
}
