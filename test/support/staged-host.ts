import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { quote } from '../../src/lib/quote.ts'
import { ensureProgram } from './ensure-program.ts'

/**
 * A host to be counted on: namespaces of its own on this machine, so that every count is the same each time. `bare` has no
 * systemd, no proxy and one process on a port; `full` has systemd, whose commands are stand-ins that start nothing, a unit
 * of three processes, an nginx with two files, a release and a log.
 */
export interface StagedHost {
  /** Runs a script that ends by itself as an account without rights, and counts the processes that it creates. */
  count(script: string): Counted
  /** Processor time of a script and all that it starts, in milliseconds, the mean of several runs. */
  cpuMs(script: string): number
  remove(): void
}

export interface Counted {
  readonly forks: number
  readonly stdout: string
  readonly stderr: string
}

const nginxConfig = `worker_processes 2;
http {
  include /etc/nginx/mime.types;
  include /etc/nginx/sites-enabled/*;
}
`
const siteConfig = `upstream app { server 127.0.0.1:8000; }
server { listen 80; server_name shop.example; location / { proxy_pass http://app; } }
`
const shownUnit = (name: string): string => `Id=${name}
LoadState=loaded
ActiveState=active
SubState=running
Result=success
MainPID=2
NRestarts=0
ControlGroup=/system.slice/${name}
FragmentPath=/lib/systemd/system/${name}
DropInPaths=/etc/systemd/system/${name}.d/limits.conf
`

/** Stand-ins say what the real ones say of a healthy unit, in one process. */
const standIns = {
  systemctl: `case "$*" in *list-units*) echo 'certbot.service loaded failed failed Certbot';; *) printf '%s\\n' ${quote(shownUnit('gunicorn.service'))} ${quote(shownUnit('nginx.service'))};; esac`,
  journalctl: `echo '1772445600.000001 app1 gunicorn[2]: Booting worker with pid: 3'`,
} as const

const files = {
  'etc/nginx/nginx.conf': nginxConfig,
  'etc/nginx/mime.types': 'types { text/html html; }\n',
  'etc/nginx/sites-enabled/shop': siteConfig,
  'etc/systemd/system/nginx.service': '[Service]\nExecStart=/usr/sbin/nginx\n',
  'etc/systemd/system/gunicorn.service.d/limits.conf': '[Service]\nLimitNOFILE=1024\n',
  'log/nginx/error.log': '2026/03/02 10:00:00 [error] 7#7: *1 connect() failed\n',
} as const

/** Needs root, strace and unshare. */
export function stageHost(kind: 'bare' | 'full', shell: readonly string[] = ['/bin/sh']): StagedHost {
  ensureProgram('/usr/bin/strace', 'strace')
  const folder = mkdtempSync(join(tmpdir(), 'slash503-staged-'))
  chmodSync(folder, 0o755)
  for (const part of ['etc', 'bin', 'log', 'srv/releases/1', 'srv/releases/2'])
    mkdirSync(join(folder, part), { recursive: true })
  cpSync('/etc', join(folder, 'etc'), { recursive: true, verbatimSymlinks: true, filter: isNoProxy })
  if (kind === 'full') fill(folder)
  for (const name of ['nginx', 'gunicorn', 'app']) copyFileSync('/bin/sleep', join(folder, 'bin', name))
  for (const name of ['nginx', 'gunicorn', 'app']) chmodSync(join(folder, 'bin', name), 0o755)
  return {
    count: (script) => count({ kind, folder, shell }, script),
    cpuMs: (script) => cpuMs({ kind, folder, shell }, script),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

const isNoProxy = (path: string): boolean =>
  !/^\/etc\/(nginx|haproxy|apache2|httpd|varnish|init\.d\/haproxy)(\/|$)/.test(path)

function fill(folder: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [name, text] of Object.entries(standIns)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  spawnSync('ln', ['-sfn', 'releases/2', join(folder, 'srv/current')])
}

/** What the namespaces hold, as root, before the account's shell runs in them. */
const stage = {
  bare: `hide='systemctl journalctl'; for p in $hide; do [ ! -e /usr/bin/$p ] || mount --bind /dev/null /usr/bin/$p; done
  "$folder/bin/app" 1000 & mount -t tmpfs none /run; mount -t tmpfs none /sys/fs/cgroup`,
  full: `mount -t tmpfs none /run; mkdir -p /run/systemd/system /run/log/journal/1; : >/run/log/journal/1/system.journal
  mount -t tmpfs none /sys/fs/cgroup; unit=/sys/fs/cgroup/system.slice/gunicorn.service; mkdir -p $unit
  for i in 1 2 3; do "$folder/bin/gunicorn" 1000 & echo $! >>$unit/cgroup.procs; done
  printf 'nr_periods 10\\nnr_throttled 0\\n' >$unit/cpu.stat; printf 'oom 0\\noom_kill 0\\n' >$unit/memory.events
  "$folder/bin/nginx" 1000 & "$folder/bin/nginx" 1000 &
  for p in systemctl journalctl; do [ -e /usr/bin/$p ] || : >/usr/bin/$p; mount --bind "$folder/bin/$p" /usr/bin/$p; done
  mkdir -p /srv; mount --bind "$folder/srv" /srv`,
} as const

interface Where {
  readonly kind: 'bare' | 'full'
  readonly folder: string
  readonly shell: readonly string[]
}

const asAccount =
  'setpriv --reuid 65534 --regid 65534 --clear-groups env -i LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/'

/** Our script waits for the end of its input, so that end does not come. */
const input = 'mkfifo "$folder/input"; exec 3<>"$folder/input"; cat "$folder/script" >&3'

function count(where: Where, script: string): Counted {
  const trace = join(where.folder, 'trace')
  const { stdout, stderr } = run(
    where,
    script,
    `${input} &
strace -f -qq -e trace=clone,clone3,fork,vfork -e signal=none -o ${quote(trace)} ${asAccount} "$@" <&3`,
  )
  return { forks: readFileSync(trace, 'utf8').split('\n').filter(isCreation).length, stdout, stderr }
}

const runs = 10

/** `times` counts what has ended, in ticks of 10 ms; the shell that starts the runs does next to nothing itself. */
function cpuMs(where: Where, script: string): number {
  const loop = `${input.replace(/; cat.*/, '')}
i=0; while [ $i -lt ${runs} ]; do cat "$folder/script" >&3 & ${asAccount} "$@" <&3 >/dev/null 2>&1; i=$((i + 1)); done; times`
  const [user = '', system = ''] = run(where, script, loop).stdout.trim().split('\n').at(-1)?.split(' ') ?? []
  return (millisecondsOf(user) + millisecondsOf(system)) / runs
}

/** `0m1.23s` */
function millisecondsOf(text: string): number {
  const [minutes = '0', seconds = '0'] = text.replace('s', '').split('m')
  return (Number(minutes) * 60 + Number(seconds)) * 1000
}

function run({ kind, folder, shell }: Where, script: string, command: string) {
  rmSync(join(folder, 'input'), { force: true })
  writeFileSync(join(folder, 'script'), script)
  const staged = `set -e; folder=$1; shift
mount --make-rprivate /; mount --bind "$folder/etc" /etc; mount --bind "$folder/log" /var/log
while read -r _ at type _; do case $type in fuse.*|nfs*|cifs) umount -l "$at";; esac; done </proc/mounts
${stage[kind]}
set +e
${command}
exit 0`
  return spawnSync(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--ipc', 'sh', '-c', staged, 'sh', folder, ...shell],
    { encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL', maxBuffer: 16 * 1024 * 1024 },
  )
}

/** A call that gave a process, on its own line or where it resumes; threads are none. */
function isCreation(line: string): boolean {
  return (
    /\b(?:clone3?|v?fork)\(.* = \d+$|<\.\.\. (?:clone3?|v?fork) resumed.* = \d+$/.test(line) &&
    !line.includes('CLONE_THREAD')
  )
}
