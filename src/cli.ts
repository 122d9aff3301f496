/** Wiring of the `503` command. */
console.error('503: nothing to run yet')
process.exitCode = 64
