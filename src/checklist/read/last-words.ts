import { noDisk } from '../../signature/no-space.ts'

/** Signs in an application's words that something else did not answer it, or would not let it. */
const elsewhere =
  /connection refused|could not connect|can't connect|cannot connect|\bE(?:CONNREFUSED|TIMEDOUT|NOTFOUND|AI_AGAIN)\b|OperationalError|ConnectionError|TimeoutError|getaddrinfo|name or service not known|name resolution|too many clients|remaining connection slots|server closed the connection|password authentication failed|no pg_hba\.conf entry|read-only transaction|could not extend file|Pool(?:Timeout|Exhausted)|connection pool (?:is |was )?(?:exhausted|full|timed out)|Redis\w{0,20}(?:Connection|Timeout)\w{0,20}(?:Exception|Error)|Unable to acquire JDBC Connection/i

/** Signs that a full disk, spent memory or spent descriptors ended it. */
const starved =
  /no space left on device|\bE(?:NOSPC|NOMEM|MFILE)\b|cannot allocate memory|\bMemoryError\b|database or disk is full|too many open files|disk quota exceeded|read-only file system/i

/** What a log line of an application blames, whatever the language it is written in; undefined for most lines. */
export function blameOf(line: string): 'elsewhere' | 'starved' | undefined {
  // A database that has no space says so through the client: that is elsewhere, too.
  if (elsewhere.test(line)) return 'elsewhere'
  const isNoDisk = /no space left on device|\bENOSPC\b/i.test(line) && noDisk.test(line)
  return starved.test(line) && !isNoDisk ? 'starved' : undefined
}

/** Whether a line complains of a file system that takes no writes (errno EROFS). */
export function saysReadOnly(line: string): boolean {
  return /read-only file system|\bEROFS\b/i.test(line)
}

/** How runtimes print the error that ends a program: Python, Java, Node, Ruby, PHP, .NET, Go, Rust. */
const raised =
  /^(?:Caused by: |Uncaught |Unhandled exception\. |PHP Fatal error: {1,2}Uncaught |Exception in thread "[^"]{1,80}" )?(?:[A-Za-z_$][\w$]{0,60}(?:\.|::|\\)){0,12}[A-Za-z]\w{0,60}(?:Error|Exception)(?::|$)|^Error: |^panic: |^thread '[^']{1,80}' panicked at |\((?:[A-Z]\w{0,40}::){0,6}\w{1,40}Error\)$/

/** Whether a line is such an error. What a running application logs of one request looks the same. */
export function isRaisedError(line: string): boolean {
  return raised.test(line)
}

/** A line without the time, process and level that its logger put before it. */
export function withoutPrefix(line: string): string {
  return line.replace(/^(?:\[[^\]]{1,40}\] ){1,4}(?=\S)/, '')
}
