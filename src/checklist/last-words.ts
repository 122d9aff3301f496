/** Signs in an application's words that something else did not answer it. */
const elsewhere =
  /connection refused|could not connect|can't connect|cannot connect|\bE(?:CONNREFUSED|TIMEDOUT|NOTFOUND|AI_AGAIN)\b|OperationalError|ConnectionError|getaddrinfo|name or service not known|name resolution|too many clients|remaining connection slots|server closed the connection/i

/** Signs that a full disk, spent memory or spent descriptors ended it. */
const starved =
  /no space left on device|\bE(?:NOSPC|NOMEM|MFILE)\b|cannot allocate memory|too many open files|disk quota exceeded|read-only file system/i

/** What a log line of an application blames, whatever the language it is written in; undefined for most lines. */
export function blameOf(line: string): 'elsewhere' | 'starved' | undefined {
  if (starved.test(line)) return 'starved'
  return elsewhere.test(line) ? 'elsewhere' : undefined
}
