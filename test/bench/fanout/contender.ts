import { readdirSync, readFileSync } from 'node:fs'
import { commandLine, commands, splitOutput } from './commands.ts'
import type { Negotiation } from './fleet.ts'

/** Files of one run. */
export interface Place {
  /** Empty at the start. */
  readonly directory: string
  /** One address per line. */
  readonly hostsFile: string
  readonly configFile: string
  readonly count: number
}

/** A program that runs the eight commands on many hosts. */
export interface Contender {
  readonly name: string
  readonly negotiation: Negotiation
  /** What it is told to do; stdout goes to `<directory>/stdout`. */
  command(place: Place): readonly string[]
  readonly env?: (place: Place) => Readonly<Record<string, string>>
  /** The outputs by host. */
  read(place: Place): ReadonlyMap<string, readonly string[]>
}

type FanOut = { readonly negotiation: Negotiation; readonly fanOut: number }

/** `503` takes it from NODE_OPTIONS where it is set: a smaller young generation costs no CPU and halves the memory per connection. */
const nodeFlags = ['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning']

/** Hosts come over stdin, one number per round, where `rounds` is set. */
export function ours({ sectionsFile, rounds = false }: { readonly sectionsFile: string; readonly rounds?: boolean }) {
  const program = new URL('../fanout-client.ts', import.meta.url).pathname
  return {
    name: 'slash503',
    negotiation: 'same',
    command: ({ configFile, hostsFile, count }) => [
      process.execPath,
      ...nodeFlags,
      program,
      configFile,
      hostsFile,
      sectionsFile,
      ...(rounds ? [] : [String(count)]),
    ],
    read: ({ directory }) => parseOurs(readFileSync(`${directory}/stdout`, 'utf8')),
  } satisfies Contender
}

/** What `client.ts` printed in one round. */
export function parseOurs(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text.trim().split('\n').slice(0, -1)
  return new Map(
    lines.map((line) => {
      const { host, outputs } = JSON.parse(line) as { host: string; outputs: readonly string[] }
      return [host, outputs.map((output) => output.trim())]
    }),
  )
}

/** ClusterShell; prints 'host: line'. */
export function clush({ negotiation, fanOut }: FanOut): Contender {
  return {
    name: `clush -f ${fanOut}`,
    negotiation,
    command: ({ configFile, hostsFile }) =>
      words('clush -n -f', fanOut, '--hostfile', hostsFile, '-o').concat(`-F ${configFile}`, commandLine),
    read: ({ directory }) => {
      const texts = new Map<string, string>()
      for (const line of readFileSync(`${directory}/stdout`, 'utf8').split('\n')) {
        const [, host, text] = /^([\d.]+): (.*)$/.exec(line) ?? []
        if (host !== undefined) texts.set(host, `${texts.get(host) ?? ''}${text}\n`)
      }
      return new Map([...texts].map(([host, text]) => [host, splitOutput(text)]))
    },
  }
}

/** pssh; Debian calls it parallel-ssh. */
export function pssh({ negotiation, fanOut }: FanOut): Contender {
  return {
    name: `pssh -p ${fanOut}`,
    negotiation,
    command: ({ configFile, hostsFile, directory }) =>
      words('parallel-ssh -t 0 -p', fanOut, '-h', hostsFile, '-o', `${directory}/out`, '-x').concat(
        `-F ${configFile}`,
        commandLine,
      ),
    read: readFiles,
  }
}

/** OpenSSH itself, started by xargs; `exec` leaves one process per host. */
export function openssh({ negotiation, fanOut }: FanOut): Contender {
  return {
    name: fanOut === 1 ? 'ssh' : `xargs -P ${fanOut} ssh`,
    negotiation,
    command: ({ configFile, hostsFile, directory }) =>
      overHosts(hostsFile, fanOut, [
        'sh',
        '-c',
        `exec ssh -n -F "$1" "$0" "$2" >"$3/out/$0"`,
        '{}',
        configFile,
        commandLine,
        directory,
      ]),
    read: readFiles,
  }
}

/** Eight logins per host, as a person does it who types `ssh host command` eight times. */
export function opensshEightTimes({ negotiation, fanOut }: FanOut): Contender {
  const loop = commands
    .map(({ script }, index) => `echo @${index + 1}; ssh -n -F "$1" "$0" ${JSON.stringify(script)}`)
    .join('; ')
  return {
    name: `8 × ssh host command, ${fanOut} hosts at once`,
    negotiation,
    command: ({ configFile, hostsFile, directory }) =>
      overHosts(hostsFile, fanOut, ['sh', '-c', `{ ${loop}; } >"$2/out/$0"`, '{}', configFile, directory]),
    read: readFiles,
  }
}

/** Ansible's shell module; with pipelining, or as it comes. Its own ControlMasters are part of it. */
export function ansible({
  negotiation,
  fanOut,
  isPipelining = true,
}: FanOut & { readonly isPipelining?: boolean }): Contender {
  return {
    name: `ansible -f ${fanOut}${isPipelining ? ', pipelining' : ''}`,
    negotiation,
    command: ({ configFile, hostsFile, directory, count }) =>
      words('ansible all -m shell -f', Math.min(fanOut, count), '-i', hostsFile, '-t', `${directory}/out`).concat(
        '-a',
        commandLine,
        '--ssh-common-args',
        `-F ${configFile}`,
      ),
    env: ({ directory }) => ({
      HOME: directory,
      ANSIBLE_PIPELINING: isPipelining ? 'True' : 'False',
      ANSIBLE_SSH_CONTROL_PATH_DIR: `${directory}/cp`,
      ANSIBLE_LOCAL_TEMP: `${directory}/tmp`,
      ANSIBLE_REMOTE_TEMP: '/tmp/.ansible-$USER',
      ANSIBLE_REMOTE_TMP: '/tmp/.ansible-$USER',
      ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
    }),
    read: (place) =>
      new Map(
        [...readTexts(place)].map(([host, text]) => [
          host,
          splitOutput((JSON.parse(text) as { stdout?: string }).stdout ?? ''),
        ]),
      ),
  }
}

/** A command of words without spaces, some of them fixed. */
function words(...parts: readonly (string | number)[]): readonly string[] {
  return parts.join(' ').split(' ')
}

function overHosts(hostsFile: string, fanOut: number, command: readonly string[]): readonly string[] {
  return ['xargs', '-a', hostsFile, '-P', String(fanOut), '-I{}', ...command]
}

function readFiles(place: Place): ReadonlyMap<string, readonly string[]> {
  return new Map([...readTexts(place)].map(([host, text]) => [host, splitOutput(text)]))
}

function readTexts({ directory }: Place): ReadonlyMap<string, string> {
  const names = readdirSync(`${directory}/out`)
  return new Map(names.map((name) => [name, readFileSync(`${directory}/out/${name}`, 'utf8')]))
}
