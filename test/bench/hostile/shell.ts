/** A shell that runs nothing: every section of the script it is given printed the unit given, up to 60 KB on each stream. */
const unit = process.argv[2] ?? 'x'
const noise = unit.repeat(Math.ceil(30_000 / unit.length)).slice(0, 30_000)
const mostSections = 60

let script = ''
let hasAnswered = false
process.stdin.on('data', (chunk) => {
  script += String(chunk)
  const nonce = /s503_n=([0-9a-f]{32})/.exec(script)?.[1]
  if (nonce === undefined || hasAnswered) return
  hasAnswered = true
  script = ''
  for (const stream of [process.stdout, process.stderr]) stream.write(`${nonce}s ${process.pid} ${process.pid}\n`)
  for (let index = 0; index < mostSections; index++)
    for (const stream of [process.stdout, process.stderr]) stream.write(`${noise}\n${nonce}e ${index} 0\n`)
  process.stdout.write(`${nonce}q -1\n`)
})
process.stdin.on('end', () => process.exit(0))
