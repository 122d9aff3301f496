import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccount, isRoot } from '../support/account.ts'
import { ensureProgram } from '../support/ensure-program.ts'
import { createControlGroup } from './fanout/control-group.ts'
import { renderPage } from './fanout/report.ts'
import type { Results } from './fanout/results.ts'
import { judgeTargets } from './fanout/targets.ts'

// `npm run bench:fanout [-- --quick] [-- cold-20 …]`: the SSH executor beside ClusterShell, pssh, Ansible and OpenSSH. Only
// a whole run writes docs/benchmarks.md; with names of tables (schedule.ts) it measures just these.
const flags = process.argv.slice(2)
/** The whole run, and the part of it in which something new may begin. */
const limitSeconds = 590
const measureSeconds = 520

if (!isRoot) throw new Error('Cannot measure: making namespaces, control groups and an account needs root')
const farmBinary = prepare()
const directory = mkdtempSync(join(tmpdir(), 'slash503-bench-'))
execFileSync('chmod', ['755', directory])
const groupName = `slash503-bench-${process.pid}`
const group = createControlGroup(groupName)
const account = createAccount('/bin/sh')
try {
  await measure()
  const results = JSON.parse(readFileSync(join(directory, 'results.json'), 'utf8')) as Results
  console.log('')
  for (const { claim, measured, isMet } of judgeTargets(results)) {
    console.log(`${isMet === undefined ? '?' : isMet ? 'met   ' : 'MISSED'} ${claim}: ${measured}`)
  }
  for (const note of results.notes) console.log(note)
  const page = new URL('../../docs/benchmarks.md', import.meta.url)
  if (flags.length === 0) writeFileSync(page, renderPage(results, new Date().toISOString()))
} finally {
  for (const name of ['client', 'real', 'cheap']) await createControlGroup(`${groupName}/${name}`).remove()
  await group.remove()
  account.stop()
  rmSync(directory, { recursive: true, force: true })
}

/** Runs fanout-inside.ts in namespaces that end with it, and with everything in them. */
async function measure(): Promise<void> {
  const inside = new URL('fanout-inside.ts', import.meta.url).pathname
  const namespaces = ['--net', '--pid', '--fork', '--mount-proc', '--kill-child']
  // The first process of a namespace inherits its orphans; a shell that waits buries them, Node would let them pile up.
  const init = ['/bin/sh', '-c', '"$@" & wait $!', 'sh']
  const program = [process.execPath, inside, directory, account.name, farmBinary, groupName, String(measureSeconds)]
  const child = spawn('unshare', [...namespaces, ...init, ...program, ...flags], { stdio: 'inherit' })
  const timer = setTimeout(() => child.kill('SIGKILL'), 1000 * limitSeconds)
  const stop = (): void => void child.kill('SIGKILL')
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearTimeout(timer)
  if (code !== 0) throw new Error(`The measurement did not end well (${code === null ? 'killed' : `exit ${code}`})`)
}

/** Installs what is missing and builds the server that cheap hosts are; gives its path. */
function prepare(): string {
  ensureProgram('/usr/sbin/sshd', 'openssh-server')
  ensureProgram('/usr/bin/ssh', 'openssh-client')
  ensureProgram('/usr/bin/clush', 'clustershell')
  ensureProgram('/usr/bin/parallel-ssh', 'pssh')
  ensureProgram('/usr/bin/ansible', 'ansible-core')
  ensureProgram('/usr/bin/ss', 'iproute2')
  ensureProgram('/usr/bin/go', 'golang-go')
  ensureProgram('/usr/share/gocode/src/golang.org/x/crypto/ssh', 'golang-golang-x-crypto-dev')
  const cache = new URL('../../node_modules/.cache/slash503-bench', import.meta.url).pathname
  mkdirSync(cache, { recursive: true })
  const binary = join(cache, 'farm')
  const source = new URL('fanout/farm.go', import.meta.url).pathname
  if (!existsSync(binary)) console.log('Building the server for cheap hosts …')
  // Debian's Go libraries lie in a GOPATH and know no modules.
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: '/usr/share/gocode',
    GOCACHE: join(cache, 'go'),
    CGO_ENABLED: '0',
  }
  execFileSync('go', ['build', '-o', binary, source], { env, stdio: ['ignore', 'inherit', 'inherit'] })
  return binary
}
