import { describe, expect, it } from 'vitest'
import { matchLogLines } from './match-log-lines.ts'

const refused = 'connect ECONNREFUSED 10.0.0.5:5432'
const memory = 'java.lang.OutOfMemoryError: Java heap space'
const python = 'ConnectionRefusedError: [Errno 111] Connection refused'
const retries = "= ['ECONNREFUSED','ETIMEDOUT','ENOTFOUND']"

/** Lines that name an error and do not tell of one. */
const noTestimony: readonly (readonly [kind: string, line: string])[] = [
  ['log4j at debug', `2026-11-29 10:24:03.441 DEBUG 1 --- [exec-1] c.shop.Retry : would retry after ${memory}`],
  ['a thread before the level', `10:24:03.441 [main] TRACE c.shop.Retry - attempt 1: ${refused}`],
  ['Python', `DEBUG:shop.db:attempt 1 of 3: ${python}`],
  ['gunicorn', `[2026-11-29 10:24:03 +0000] [7] [DEBUG] attempt 1: ${refused}`],
  ['Ruby', `D, [2026-11-29T10:24:03.441 #7] DEBUG -- : attempt 1: Errno::ECONNREFUSED`],
  ['Monolog', `[2026-11-29T10:24:03] shop.DEBUG: attempt 1: ${refused} [] []`],
  ['.NET', `dbug: Shop.Retry[3] attempt 1: ${refused}`],
  ['Serilog', `[10:24:03 DBG] attempt 1: ${refused}`],
  ['winston', `debug: attempt 1: ${refused}`],
  [
    'logfmt',
    `time=2026-11-29T10:24:03Z level=debug msg="attempt 1: dial tcp 10.0.0.5:5432: connect: connection refused"`,
  ],
  ['the journal', `Nov 29 10:24:03 app1 shop[7]: DEBUG attempt 1: ${refused}`],
  ['pino', `{"level":20,"time":1796033811422,"pid":7,"msg":"attempt 1: ${refused}"}`],
  ['logstash', `{"@timestamp":"2026-11-29T10:24:03Z","level":"DEBUG","message":"attempt 1: ${refused}"}`],
  [
    'Docker around pino',
    `{"log":"{\\"level\\":20,\\"msg\\":\\"attempt 1: ${refused}\\"}\\n","stream":"stdout","time":"2026-11-29T10:24:03Z"}`,
  ],
  ['Docker around text', `{"log":"DEBUG attempt 1: ${refused}\\n","stream":"stdout","time":"2026-11-29T10:24:03Z"}`],
  ['codes in a list', `INFO retry-policy: transient ${retries}`],
  ['codes in another order', "INFO retry-policy: transient = ['ENOTFOUND', 'ETIMEDOUT', 'ECONNREFUSED']"],
  ['codes without quotes', 'INFO retryable: ECONNREFUSED|ECONNRESET|ETIMEDOUT'],
  ['one code in a list', "INFO retry-policy: transient = ['ECONNREFUSED']"],
  ['a code to retry on', 'INFO client ready, retryOn: ECONNREFUSED, at most 3 times'],
  ['exceptions in a list', 'INFO Retryable: [java.net.SocketTimeoutException, java.net.NoRouteToHostException]'],
  ['Python exceptions in a list', 'INFO retry_on=(TimeoutError, ConnectionRefusedError)'],
  ['vitest, passed', ` ✓ src/http/retry.test.ts > gives up after ${refused} 503ms`],
  ['vitest, failed', ` × src/http/retry.test.ts > gives up after ${refused} 503ms`],
  ['vitest, in its suite', `   × gives up after ${refused} 503ms`],
  ['jest', `FAIL src/db/pool.spec.js: ${refused}`],
  ['jest’s case', `  ● pool › tells "${refused}"`],
  ['TAP', `not ok 3 - tells ${refused}`],
  ['node:test', `✔ tells ${refused} (12.3ms)`],
  [
    'go test',
    `--- FAIL: TestDial/dial_tcp_10.0.0.5:5432:_connect:_connection_refused (0.00s) dial tcp 10.0.0.5:5432: connect: connection refused`,
  ],
  ['pytest', `FAILED tests/test_db.py::test_pool - ${python}`],
  ['unittest', `ERROR: test_pool (tests.test_db.Pool) ${python}`],
  ['cargo', 'test db::tells_connection_refused (os error 111) ... ok'],
  ['ECS', `{"@timestamp":"2026-11-29T10:24:03Z","log":{"level":"debug"},"message":"attempt 1: ${refused}"}`],
  ['a level with a name', `{"level":{"name":"debug"},"msg":"attempt 1: ${refused}"}`],
  ['codes behind semicolons', 'INFO shop.retry.codes=ECONNREFUSED;ETIMEDOUT;ENOTFOUND'],
  ['codes in a sentence', 'INFO asks again after ETIMEDOUT or ECONNREFUSED, never after ENOENT'],
  ['codes that are explained', 'INFO known codes: ECONNREFUSED (connection refused)'],
  ['mocha', `  1) tells "${refused}":`],
  ['a subtest of node:test', `# Subtest: tells ${refused}`],
  ['googletest', `[ RUN      ] Pool.Tells ${refused}`],
  ['googletest, passed', `[       OK ] Pool.Tells ${memory} (3 ms)`],
  ['XCTest', `Test Case '-[Shop testPool]' passed (${refused}).`],
  ['surefire', `[ERROR] Tests run: 3, Failures: 1 - ${memory}`],
  ['a title', `it("tells '${refused}'", async () => {`],
  ['a CI around it', `2026-11-29T10:24:03.1234567Z  ✓ tells ${refused}`],
  ['Docker Compose around it', `tests-1  | ok 12 - tells ${refused}`],
]

/** Lines like those above in which the program tells of an error that it had. */
const testimony: readonly (readonly [kind: string, line: string])[] = [
  ['an error that speaks of debugging', `ERROR attempt 1: ${refused} (set DEBUG to see more)`],
  ['an error before the word', `Error: ${refused} [debug] see the wiki`],
  ['a warning of debug mode', `WARNING: DEBUG is on; ${refused}`],
  ['a level behind another', `level=error component=[debug] msg="dial tcp 10.0.0.5:5432: connect: connection refused"`],
  ['pino at error', `{"level":50,"time":1796033811422,"pid":7,"msg":"${refused}"}`],
  [
    'a proxy that tells of requests at debug',
    `time="2026-11-29T10:21:00Z" level=debug msg="'502 Bad Gateway' caused by: dial tcp 172.18.0.5:8080: connect: connection refused"`,
  ],
  ['one code', `Error: ${refused} { errno: -111, code: 'ECONNREFUSED', syscall: 'connect' }`],
  ['two attempts', `AggregateError: connect ECONNREFUSED ::1:5432, ${refused}`],
  ['a retry that happens', `retrying in 5 s: ${refused}`],
  ['a retryable error', `Retryable error: ${refused}`],
  ['a check at the start that failed', `✗ database: ${refused}`],
  ['a check in words', `FAIL: ${refused}`],
  ['an error and its number', `Error: ${refused}, code ECONNREFUSED`],
  ['a list of what failed', `1) cannot reach the database: ${refused}`],
  ['Next.js', ` ⨯ Error: ${refused}`],
  ['a test of the database by the program', `test query: ${refused}`],
  ['the word ok', `ok, giving up: ${refused}`],
]

const idsOf = (line: string): readonly string[] => matchLogLines([line]).map(({ signature }) => signature.id)

describe('readLogLine()', () => {
  it.each(noTestimony)('takes no testimony from %s: %s', (_kind, line) => expect(idsOf(line)).toEqual([]))

  it.each(testimony)('hears %s: %s', (_kind, line) => expect(idsOf(line)).not.toEqual([]))
})
