import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { faults as allFaults, type DemoFault } from './faults.ts'
import { findMissing, startShop } from './start-shop.ts'

const missing = findMissing()
const faults = allFaults.filter(({ needsDatabase }) => missing === undefined || needsDatabase !== true)

/** `npm run demo [fault]`: starts a real shop on loopback, breaks it, and runs `503 check shop` on it. */
async function main(): Promise<number> {
  if (missing !== undefined) console.error(`${missing}; every fault but "database" can be shown.`)
  const fault = await chooseFault(process.argv[2])
  if (!fault) {
    console.error(`Unknown fault "${process.argv[2]}". Choose one of:\n${listFaults()}`)
    return 64
  }
  console.error(
    `Starting a shop on loopback: ${missing === undefined ? 'PostgreSQL, ' : ''}a payment service, the application, a proxy, an SSH server …`,
  )
  const shop = await startShop()
  const stop = (): void => void shop.stop().finally(() => process.exit(130))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    console.error(`Breaking it: ${fault.title}.`)
    await fault.break(shop)
    const status = await fetch(shop.url, { signal: AbortSignal.timeout(4000) }).then(
      (answer) => String(answer.status),
      () => 'nothing',
    )
    console.error(`Users get ${status} from ${shop.url}\n\n$ 503 check shop --config ${shop.configFile}\n`)
    return await runCheck(shop.configFile)
  } finally {
    await shop.stop()
  }
}

async function chooseFault(wanted: string | undefined): Promise<DemoFault | undefined> {
  if (wanted) return faults.find((fault) => fault.id === wanted)
  if (!process.stdin.isTTY || !process.stdout.isTTY) return faults[0]
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`How shall the shop break?\n${listFaults()}\n[1] `)
  terminal.close()
  return faults[Number(answer.trim() || '1') - 1] ?? faults.find((fault) => fault.id === answer.trim())
}

function listFaults(): string {
  return faults.map((fault, index) => `  ${index + 1}  ${fault.id.padEnd(11)} ${fault.title}`).join('\n')
}

/** The demo succeeds when the check has looked and named what it saw; a broken shop is what it is for. */
async function runCheck(configFile: string): Promise<number> {
  const bin = fileURLToPath(new URL('../bin/503.js', import.meta.url))
  const check = spawn(process.execPath, [bin, 'check', 'shop', '--config', configFile, ...process.argv.slice(3)], {
    stdio: 'inherit',
  })
  const code = await new Promise<number>((resolve) => check.once('exit', (status) => resolve(status ?? 70)))
  console.error(`\nThe check ended with exit code ${code} (0 healthy, 1 not healthy, 2 inconclusive).`)
  return code <= 1 ? 0 : code
}

process.exitCode = await main()
