/** Signs in an application's words that something else did not answer it, or would not let it. */
const elsewhere =
  /connection refused|could not connect|can't connect|cannot connect|\bE(?:CONNREFUSED|TIMEDOUT|NOTFOUND|AI_AGAIN)\b|OperationalError|ConnectionError|TimeoutError|getaddrinfo|name or service not known|name resolution|too many clients|remaining connection slots|server closed the connection|password authentication failed|no pg_hba\.conf entry|read-only transaction|could not extend file/i

/** Signs that a full disk, spent memory or spent descriptors ended it. */
const starved =
  /no space left on device|\bE(?:NOSPC|NOMEM|MFILE)\b|cannot allocate memory|too many open files|disk quota exceeded|read-only file system/i

/** What a log line of an application blames, whatever the language it is written in; undefined for most lines. */
export function blameOf(line: string): 'elsewhere' | 'starved' | undefined {
  // A database that has no space says so through the client: that is elsewhere, too.
  if (elsewhere.test(line)) return 'elsewhere'
  return starved.test(line) ? 'starved' : undefined
}
