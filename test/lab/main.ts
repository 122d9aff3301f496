import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { servicesFile } from './access.ts'
import { breakLab, neededOptions, serverStates } from './break.ts'
import { edgeStatus } from './edge.ts'
import { allFaults } from './faults/all-faults.ts'
import { hostNames } from './hosts.ts'
import { down, type LabOptions, labOptions, rebuild, up } from './lab.ts'
import { enter, machineLeader } from './machine.ts'
import { botNamespace } from './places.ts'

const usage = `npm run lab -- up [--layout haproxy|nginx] [--probe careful|bare]   five machines, users, services.yml
npm run lab -- break <fault>     inject a fault and wait for its symptom
npm run lab -- rebuild           every machine anew
npm run lab -- list              the faults
npm run lab -- status            what users get, which machines run, what the balancer thinks
npm run lab -- shell <host>      root on a machine
npm run lab -- down              leave nothing behind`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { layout: { type: 'string', default: 'haproxy' }, probe: { type: 'string', default: 'careful' } },
})

const say = (text: string): void => console.error(text)

async function main(verb: string, subject: string): Promise<number> {
  switch (verb) {
    case 'up':
      await up(wantedOptions(), say)
      say(
        `the lab is up; check it with\n  ip netns exec ${botNamespace} npx 503 check api-prod --config ${servicesFile}`,
      )
      return 0
    case 'down':
      await down()
      return 0
    case 'break':
      return breakOne(subject)
    case 'rebuild':
      await rebuild((await labOptions()) ?? wantedOptions())
      return 0
    case 'list':
      for (const fault of allFaults) console.log(`${fault.id.padEnd(34)} ${fault.title}`)
      return 0
    case 'status':
      return status()
    case 'shell':
      return shell(subject)
    default:
      say(usage)
      return 64
  }
}

function wantedOptions(): LabOptions {
  const { layout, probe } = values
  if (layout !== 'haproxy' && layout !== 'nginx') throw new Error(`--layout is "${layout}": expected haproxy or nginx`)
  if (probe !== 'careful' && probe !== 'bare') throw new Error(`--probe is "${probe}": expected careful or bare`)
  return { layout, probe }
}

async function breakOne(id: string): Promise<number> {
  const fault = allFaults.find((one) => one.id === id)
  if (fault === undefined) throw new Error(`There is no fault "${id}": see \`npm run lab -- list\``)
  const current = await labOptions()
  const needed = neededOptions(fault)
  if (current === undefined) await up(needed, say)
  else if (current.layout !== needed.layout || current.probe !== needed.probe) await rebuild(needed)
  await breakLab(fault)
  say(`${fault.title}: the edge answers ${await edgeStatus()}`)
  return 0
}

async function status(): Promise<number> {
  const options = await labOptions()
  if (options === undefined) {
    say('the lab is down')
    return 1
  }
  console.log(`layout ${options.layout}, probe ${options.probe}, the edge answers ${await edgeStatus()}`)
  const states = options.layout === 'haproxy' ? await serverStates() : {}
  for (const host of hostNames) {
    const leader = await machineLeader(host)
    console.log(`${host.padEnd(8)} ${leader === undefined ? 'off' : `on (process ${leader})`}  ${states[host] ?? ''}`)
  }
  return 0
}

async function shell(host: string): Promise<number> {
  const leader = await machineLeader(host)
  if (leader === undefined) throw new Error(`"${host}" is not a running machine: one of ${hostNames.join(', ')}`)
  const [program = '', ...parameters] = enter(leader, ['bash', '-l'])
  return spawnSync(program, parameters, { stdio: 'inherit' }).status ?? 1
}

try {
  const [verb = '', subject = ''] = positionals
  process.exitCode = await main(verb, subject)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
