import { redact } from '../lib/redact.ts'
import { checkName } from '../service/name-rules.ts'
import type { Output } from './execute.ts'
import { fieldOf, isoOfSeconds, parseFigure, parseFigures } from './figures.ts'
import type { SectionProbe } from './probe.ts'
import { explainOutput, isUnseen, sectionLines } from './section-lines.ts'
import { clock } from './shown-line.ts'
import { unitsCollection, wordsOfUnits } from './units-collection.ts'
import { type Parsed, seen, unseen } from './unseen.ts'

/** One `systemctl show` for every unit of the service on this host. */
export interface UnitsValue {
  readonly units: readonly Unit[]
  /** Names of other units that systemd calls failed. */
  readonly otherFailed: readonly string[]
  /** Names of the services that systemd knows; told only where a unit that was to be there is not known to it. */
  readonly known?: readonly string[]
}

export interface Unit {
  /** As asked for, with its type: `gunicorn.service`. */
  readonly name: string
  /** What systemd calls it, where the name asked for is an alias. */
  readonly id?: string
  readonly loadState: string
  readonly activeState: string
  readonly subState: string
  /** `success`, `exit-code`, `signal`, `oom-kill`, `timeout`, `start-limit-hit`, `resources` … */
  readonly result: string
  /** systemd.exec(5): status of the last main process; 203 is EXEC, 200 CHDIR … For `killed` the number of the signal. */
  readonly exitStatus?: number
  /** `exited`, `killed`, `dumped`. */
  readonly exitCode?: string
  readonly mainPid: number
  readonly restarts: number
  /** ISO 8601, host's clock. Absent when never. */
  readonly activeSince?: string
  readonly inactiveSince?: string
  readonly mainStartedAt?: string
  readonly mainExitedAt?: string
  readonly stateChangedAt?: string
  readonly memoryBytes?: number
  readonly memoryMaxBytes?: number
  readonly tasks?: number
  readonly tasksMax?: number
  readonly statusText?: string
  readonly needsReload?: boolean
  readonly isConditionMet?: boolean
  readonly restartPolicy?: string
  /** The command line, secrets masked. */
  readonly execStart?: string
  readonly user?: string
  /** Directories in which it works and keeps its files, absolute: WorkingDirectory, RuntimeDirectory and the like. */
  readonly directories?: readonly string[]
  /** Units that start this one: `gunicorn.socket`. */
  readonly triggeredBy?: readonly string[]
  /** `enabled`, `disabled`, `static`, `masked` …: whether it starts at boot. */
  readonly unitFileState?: string
}

const stamps = ['ActiveEnter', 'InactiveEnter', 'ExecMainStart', 'ExecMainExit', 'StateChange'] as const

export const unitsProbe: SectionProbe<'units', UnitsValue> = {
  id: 'units',
  label: 'units',
  reads: unitsCollection,
  source: ({ units = [] }) => `systemctl show ${wordsOfUnits(units)}; systemctl --failed`,
  parse: parseUnits,
  shown: [
    [/^asked .*$/],
    [/^(?:FragmentPath|SourcePath|DropInPaths|EnvironmentFiles)=.*$/],
    [/^known .*$/],
    clock,
    [/^\w+(?:Monotonic=.*|=|=\[not set\])$/],
  ],
}

export function parseUnits(output: Output): Parsed<UnitsValue> {
  const lines = sectionLines(output)
  if (isUnseen(lines)) return lines
  const failedAt = lines.indexOf('failed units:')
  const shown = failedAt < 0 ? [] : lines.slice(0, failedAt)
  const asked = shown.filter((line) => line.startsWith('asked ')).map((line) => line.slice(6))
  const [clock, uptime] = parseFigures(fieldOf(shown, 'clock'), 2) ?? []
  const bootedAt = clock === undefined || uptime === undefined ? undefined : clock - uptime
  const blocks = blocksOf(shown.filter((line) => !/^(asked|clock|known) /.test(line)))
  const known = shown.flatMap((line) => /^known (\S+)$/.exec(line)?.[1] ?? []).filter(isUnitName)
  const units = blocks.map((block, index) =>
    unitOf(block, { asked: blocks.length === asked.length ? asked[index] : undefined, bootedAt }),
  )
  const complete = units.filter((unit) => unit !== undefined)
  if (complete.length === 0 || complete.length !== units.length) return unseenUnits(output)
  const own = new Set(complete.flatMap((unit) => [unit.name, unit.id ?? unit.name]))
  const failed = lines.slice(failedAt + 1).map((line) => /([^\s●*]\S*)/.exec(line)?.[1] ?? '')
  return seen({
    units: complete,
    ...(known.length === 0 ? {} : { known }),
    otherFailed: failed.filter((name) => name !== '' && !own.has(name)),
  })
}

const isUnitName = (name: string): boolean => checkName('unit', name).kind === 'right'

function unseenUnits(output: Output): Parsed<UnitsValue> {
  if (/failed to connect to bus/i.test(output.stderr)) {
    return unseen(
      'denied',
      'systemctl: failed to connect to the bus',
      'install dbus: systemctl needs it for users other than root',
    )
  }
  return explainOutput(output, 'systemctl show has an unknown form')
}

/** `Key=value` lines; an empty line ends a unit. */
function blocksOf(lines: readonly string[]): readonly ReadonlyMap<string, string>[] {
  const blocks: Map<string, string>[] = [new Map()]
  for (const line of lines) {
    const equals = line.indexOf('=')
    if (line === '') blocks.push(new Map())
    else if (equals > 0) blocks.at(-1)?.set(line.slice(0, equals), line.slice(equals + 1))
  }
  return blocks.filter((block) => block.size > 0)
}

type Block = ReadonlyMap<string, string>

function unitOf(block: Block, of: { asked: string | undefined; bootedAt: number | undefined }): Unit | undefined {
  const id = block.get('Id')
  const loadState = block.get('LoadState')
  const activeState = block.get('ActiveState')
  const subState = block.get('SubState')
  if (!id || !loadState || !activeState || !subState) return undefined
  const name = of.asked ?? id
  return {
    name,
    ...(name === id ? {} : { id }),
    loadState,
    activeState,
    subState,
    // Only units that run something have a result; targets and missing units print none.
    result: block.get('Result') ?? '',
    mainPid: parseFigure(block.get('MainPID')) ?? 0,
    restarts: parseFigure(block.get('NRestarts')) ?? 0,
    ...exitOf(block),
    ...timesOf(block, of.bootedAt),
    ...figuresOf(block),
    ...wordsOf(block),
  }
}

/** `ExecMainCode` is the si_code of waitid(2): CLD_EXITED 1, CLD_KILLED 2, CLD_DUMPED 3; 0 while it has not ended. */
function exitOf(block: Block): Partial<Unit> {
  const exitCode = { 1: 'exited', 2: 'killed', 3: 'dumped' }[Number(block.get('ExecMainCode'))]
  const exitStatus = parseFigure(block.get('ExecMainStatus'))
  return exitCode === undefined || exitStatus === undefined ? {} : { exitCode, exitStatus }
}

function timesOf(block: Block, bootedAt: number | undefined): Partial<Unit> {
  const timeOf = (stamp: (typeof stamps)[number]): string | undefined => {
    const unix = parseFigure(/^@(\d+)$/.exec(block.get(`${stamp}Timestamp`) ?? '')?.[1])
    if (unix !== undefined) return isoOfSeconds(unix)
    const monotonic = parseFigure(block.get(`${stamp}TimestampMonotonic`))
    return monotonic && bootedAt !== undefined ? isoOfSeconds(bootedAt + monotonic / 1e6) : undefined
  }
  return withoutGaps({
    activeSince: timeOf('ActiveEnter'),
    inactiveSince: timeOf('InactiveEnter'),
    mainStartedAt: timeOf('ExecMainStart'),
    mainExitedAt: timeOf('ExecMainExit'),
    stateChangedAt: timeOf('StateChange'),
  })
}

/** `[not set]`, `infinity` and 2^64-1 all mean that there is no figure. */
function figuresOf(block: Block): Partial<Unit> {
  const figureOf = (key: string): number | undefined => {
    const figure = parseFigure(block.get(key))
    return figure === undefined || figure >= 2 ** 63 ? undefined : figure
  }
  return withoutGaps({
    memoryBytes: figureOf('MemoryCurrent'),
    memoryMaxBytes: figureOf('MemoryMax'),
    tasks: figureOf('TasksCurrent'),
    tasksMax: figureOf('TasksMax'),
  })
}

function wordsOf(block: Block): Partial<Unit> {
  const wordOf = (key: string): string | undefined => block.get(key) || undefined
  const factOf = (key: string): boolean | undefined => ({ yes: true, no: false })[block.get(key) ?? '']
  const command = /argv\[\]=(.*?) ; ignore_errors=/.exec(block.get('ExecStart') ?? '')?.[1]
  const statusText = wordOf('StatusText')
  return withoutGaps({
    statusText: statusText && redact(statusText),
    needsReload: factOf('NeedDaemonReload'),
    isConditionMet: factOf('ConditionResult'),
    restartPolicy: wordOf('Restart'),
    execStart: command && redact(command),
    user: wordOf('User'),
    directories: directoriesOf(block),
    triggeredBy: wordOf('TriggeredBy')?.split(' '),
    unitFileState: wordOf('UnitFileState'),
  })
}

/** systemd.exec(5): where the names of each kind of directory lie for units of the system. */
const directoryRoots = {
  RuntimeDirectory: '/run',
  StateDirectory: '/var/lib',
  CacheDirectory: '/var/cache',
  LogsDirectory: '/var/log',
} as const

/** `WorkingDirectory=!/path` may be missing; `name:link` has a second name. */
function directoriesOf(block: Block): readonly string[] | undefined {
  const working = (block.get('WorkingDirectory') ?? '').replace(/^[!-]/, '')
  const named = Object.entries(directoryRoots).flatMap(([key, root]) =>
    (block.get(key) ?? '').split(' ').flatMap((word) => (word === '' ? [] : [`${root}/${word.split(':')[0]}`])),
  )
  const directories = [working, ...named].filter((path) => path.startsWith('/') && path !== '/')
  return directories.length === 0 ? undefined : [...new Set(directories)]
}

function withoutGaps<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
