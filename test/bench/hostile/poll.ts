/** Asks a URL every 10 ms from a process of its own until it is told to stop; prints the longest answer time in ms. */
const url = process.argv[2] ?? ''
let longestMs = 0
const stop = new AbortController()
process.stdin.once('data', () => stop.abort())
while (!stop.signal.aborted) {
  const from = performance.now()
  await (await fetch(url)).text()
  longestMs = Math.max(longestMs, performance.now() - from)
  await new Promise((resolve) => setTimeout(resolve, 10))
}
process.stdout.write(`${Math.round(longestMs)}\n`)
process.exit(0)
