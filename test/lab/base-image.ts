import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { runCommand, runScript, tryCommand } from './command.ts'
import { cacheDirectory, labFile } from './places.ts'

/** What the lab needs on the machine it runs on. */
const toolPackages = [
  'debootstrap',
  'systemd-container',
  'nftables',
  'lxcfs',
  'dnsmasq-base',
  'iproute2',
  'e2fsprogs',
  'openssh-client',
  'python3',
  'curl',
]
const tools = 'debootstrap systemd-nspawn nft lxcfs dnsmasq ip mkfs.ext4 ssh-keygen python3 curl'.split(' ')

/** What every machine of the lab has installed; each enables only what its role needs. */
const packages = `dbus systemd-sysv libpam-systemd openssh-server iproute2 procps iputils-ping nftables curl less
  haproxy nginx-light postgresql pgbouncer redis-server gunicorn python3-psycopg2 python3-redis systemd-journal-remote`.split(
  /\s+/,
)

const setUp = (rootDirectory: string): string => `
  export DEBIAN_FRONTEND=noninteractive
  in_root() { chroot ${rootDirectory} "$@"; }
  printf '#!/bin/sh\\nexit 101\\n' > ${rootDirectory}/usr/sbin/policy-rc.d; chmod 755 ${rootDirectory}/usr/sbin/policy-rc.d
  cp /etc/resolv.conf ${rootDirectory}/etc/resolv.conf
  in_root apt-get -q -y --no-install-recommends install ${packages.join(' ')}
  in_root systemctl disable haproxy nginx postgresql pgbouncer redis-server
  in_root systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer logrotate.timer man-db.timer fstrim.timer
  in_root useradd --create-home --shell /bin/bash probe
  in_root useradd --system --home-dir /srv/shop --shell /usr/sbin/nologin shop
  mkdir -p ${rootDirectory}/var/log/journal
  rm -f ${rootDirectory}/etc/ssh/ssh_host_* ${rootDirectory}/etc/machine-id ${rootDirectory}/usr/sbin/policy-rc.d
  : > ${rootDirectory}/etc/machine-id
  in_root apt-get clean
  rm -rf ${rootDirectory}/var/lib/apt/lists/* ${rootDirectory}/etc/apt/apt.conf.d/99lab`

/** PostgreSQL is filled once here, over a unix socket only, so that a machine boots with its data. */
const fillDatabase = (rootDirectory: string): string => `
  conf=$(echo ${rootDirectory}/etc/postgresql/*/main)
  cp ${labFile('database')}/postgresql.conf $conf/conf.d/lab.conf
  echo 'host all all 10.53.0.0/16 scram-sha-256' >> $conf/pg_hba.conf
  cp ${labFile('database')}/schema.sql ${rootDirectory}/tmp/schema.sql
  unshare --net --pid --fork --mount-proc=${rootDirectory}/proc chroot ${rootDirectory} bash -euc '
    version=$(ls /usr/lib/postgresql)
    chmod 1777 /tmp; install -d -o postgres -g postgres /var/run/postgresql
    pg_ctlcluster $version main start -o "-c listen_addresses="
    su postgres -c "psql -q -v ON_ERROR_STOP=1 -f /tmp/schema.sql"
    pg_ctlcluster $version main stop
    rm /tmp/schema.sql'`

/**
 * The directory of the base image, built on first use with debootstrap from the machine's own apt source.
 * Its name is the hash of the recipe, so a changed recipe builds a new one.
 */
export async function ensureBaseImage(say: (text: string) => void): Promise<string> {
  await installTools(say)
  const path = `${cacheDirectory}/base-${await recipeHash()}`
  if (existsSync(path)) return path
  say('building the base image (about a minute, once)')
  const draft = `${path}.draft`
  await rm(draft, { recursive: true, force: true })
  await mkdir(cacheDirectory, { recursive: true })
  await bootstrap(draft)
  await runScript(setUp(draft), { timeoutMs: 480_000 })
  await runScript(fillDatabase(draft), { timeoutMs: 120_000 })
  await rename(draft, path)
  return path
}

/** Installs what is missing of the lab's tools. */
export async function installTools(say: (text: string) => void): Promise<void> {
  const missing = (await Promise.all(tools.map((tool) => tryCommand(['which', tool])))).some(
    (found) => found.exitCode !== 0,
  )
  if (!missing) return
  say(`installing ${toolPackages.join(', ')}`)
  const install = [
    'apt-get',
    '-q',
    '-y',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=120',
    'install',
    ...toolPackages,
  ]
  const options = { timeoutMs: 480_000, environment: { DEBIAN_FRONTEND: 'noninteractive' } }
  if ((await tryCommand(install, options)).exitCode === 0) return
  await runCommand(['apt-get', '-q', 'update'], options)
  await runCommand(install, options)
}

async function bootstrap(rootDirectory: string): Promise<void> {
  const { uri, suite } = await aptSource()
  const settings = (await runCommand(['apt-config', 'dump']))
    .split('\n')
    .filter((line) => /^Acquire::(http|https|ftp|Check-|Retries)/.test(line))
  const proxy = /^Acquire::http::Proxy "(.+)";/m.exec(settings.join('\n'))?.[1]
  await runCommand(['debootstrap', '--variant=minbase', '--include=ca-certificates', suite, rootDirectory, uri], {
    timeoutMs: 480_000,
    environment: proxy === undefined ? {} : { http_proxy: proxy },
  })
  await writeFile(`${rootDirectory}/etc/apt/apt.conf.d/99lab`, `${settings.join('\n')}\n`)
}

/** The first main archive of this machine's own release that apt knows of. */
async function aptSource(): Promise<{ uri: string; suite: string }> {
  const codename = /^VERSION_CODENAME=(.+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1]
  const format = '$(REPO_URI) $(CODENAME) $(COMPONENT)'
  const targets = await runCommand(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages'])
  const rows = targets.split('\n').map((line) => line.split(' '))
  const [uri, suite] = rows.find((row) => row[1] === codename && row[2] === 'main') ?? []
  if (uri === undefined || suite === undefined) {
    throw new Error(`Cannot find a main archive of ${codename} in apt's sources: run \`apt-get update\` first`)
  }
  return { uri, suite }
}

async function recipeHash(): Promise<string> {
  const hash = createHash('sha256').update(setUp('') + fillDatabase('').replaceAll(labFile(''), ''))
  hash.update((await aptSource()).suite)
  for (const file of ['schema.sql', 'postgresql.conf']) {
    hash.update(await readFile(`${labFile('database')}/${file}`))
  }
  return hash.digest('hex').slice(0, 12)
}
