import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { runCommand } from './command.ts'
import { type Layout, labHosts } from './hosts.ts'
import { edgeName, stateDirectory } from './places.ts'

const keysDirectory = `${stateDirectory}/keys`
export const servicesFile = `${stateDirectory}/services.yml`

/** Host keys, the bot's key pair, and the known_hosts that pins the former. Made once per `up`, kept when machines are rebuilt. */
export async function createKeys(): Promise<void> {
  await mkdir(keysDirectory, { recursive: true, mode: 0o700 })
  for (const name of ['probe', ...labHosts.map((host) => host.name)]) {
    const path = `${keysDirectory}/${name}`
    if (!existsSync(path)) await runCommand(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path])
  }
  const lines = labHosts.map(async ({ name, address }) => {
    const [type, key] = (await readFile(`${keysDirectory}/${name}.pub`, 'utf8')).split(' ')
    return `${name},${address} ${type} ${key}\n`
  })
  await writeFile(`${stateDirectory}/known_hosts`, (await Promise.all(lines)).join(''))
}

export interface ServicesOptions {
  readonly layout: Layout
  /** Port of `db1` that the application and the check use: 5432 for PostgreSQL itself, 6432 for pgbouncer. */
  readonly databasePort: number
}

/** What the bot is told about the lab: `services.yml` as an operator would write it. */
export async function writeServices(options: ServicesOptions): Promise<void> {
  await writeFile(servicesFile, servicesYaml(options), { mode: 0o600 })
}

const servicesYaml = ({ layout, databasePort }: ServicesOptions): string => `ssh:
  user: probe
  identity: ${keysDirectory}/probe
  known_hosts: ${stateDirectory}/known_hosts
  hosts:
${labHosts.map((host) => `    ${host.name}: { address: ${host.address} }`).join('\n')}
services:
  api-prod:
    url: http://${edgeName}/
    hosts: [app1, app2]
    unit: shop
    port: 8000
    health: http://127.0.0.1:8000/health/
    balancer: { host: lb1, unit: ${layout} }
    deploy: { path: /srv/shop/current, recent: 15m }
    database: postgres://probe:probe-secret@db1:${databasePort}/shop
    dependencies: ["redis://cache1:6379", "http://pay1:8080/healthz"]
`
