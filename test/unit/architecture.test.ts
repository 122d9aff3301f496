import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

/** What each folder of `src/` may import besides itself and `lib`; the table of docs/architecture.md. */
const mayImport: Record<string, readonly string[]> = {
  lib: [],
  service: [],
  access: ['service'],
  probe: ['service'],
  signature: ['service', 'probe'],
  checklist: ['service', 'probe', 'signature'],
  diagnosis: ['service', 'probe', 'signature', 'checklist'],
  incident: ['service'],
  report: ['service', 'probe', 'signature', 'checklist', 'diagnosis', 'incident'],
  run: ['service', 'probe', 'signature', 'checklist', 'diagnosis', 'incident', 'report'],
  config: ['service', 'probe', 'checklist'],
  ssh: ['service', 'probe'],
  ask: ['service', 'probe'],
  store: ['incident', 'report'],
  queue: ['store'],
  telemetry: ['run'],
  slack: ['run', 'report', 'incident', 'service', 'access'],
  cli: ['run', 'report', 'incident', 'service'],
}
/** What each room of a folder may import of the others; what stands at the folder's door is for all of them. */
const rooms: Record<string, Record<string, readonly string[]>> = {
  checklist: { read: [], plan: ['read'], summary: [], judge: ['read', 'summary'] },
}
const pure = ['service', 'access', 'probe', 'signature', 'checklist', 'diagnosis', 'incident', 'report', 'lib']
/** `node:` modules that touch nothing outside the process. */
const harmless = ['node:util', 'node:crypto', 'node:url', 'node:stream']
/** Packages that are functions of their arguments. */
const harmlessPackages = ['fastest-levenshtein']
/**
 * The files beside the folders, and what each wires: they build edges and hand them over, and hold nothing that a test could
 * not import from a folder. The environment is read in the first alone.
 */
const wiring: Record<string, readonly string[]> = {
  'cli.ts': ['wiring', 'cli', 'config', 'ssh', 'slack', 'store'],
  'open-memory.ts': ['incident', 'store', 'queue'],
  'serve.ts': ['slack'],
  'open-engine.ts': ['wiring', 'run', 'ssh', 'probe'],
  'create-execute.ts': ['service', 'probe', 'ask'],
}
const readsEnvironment = 'cli.ts'

const root = 'src'
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))

/** Types of packages do nothing at run time; types of our own folders count like any import. */
function withoutPackageTypes(text: string): string {
  return text.replace(/^import type [^']* from '[^.'][^']*'$/gm, '')
}

function importsOf(text: string): string[] {
  const found = [
    ...text.matchAll(/^(?:import|export)\b[^'"]*?\bfrom\s+'([^']+)'/gm),
    ...text.matchAll(/^import\s+'([^']+)'/gm),
    ...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g),
  ]
  return found.map((match) => match[1] ?? '')
}

/** Breaches of the table in one file, each as one line of text. */
function breachesOf(file: string, text: string): string[] {
  const folder = file.includes('/') ? (file.split('/')[0] ?? '') : file
  const allowed = mayImport[folder] ?? wiring[folder]
  if (!allowed) return [`${file}: folder ${folder} is not in the table`]
  const breaches: string[] = []
  for (const specifier of importsOf(withoutPackageTypes(text))) {
    if (specifier.startsWith('.')) {
      const target = relative('.', normalize(join(dirname(file), specifier)))
      const targetFolder = target.includes('/') ? (target.split('/')[0] ?? '') : 'wiring'
      if (targetFolder !== folder && targetFolder !== 'lib' && !allowed.includes(targetFolder)) {
        breaches.push(`${file}: ${folder} may not import ${targetFolder} (${specifier})`)
      }
      if (targetFolder === folder) breaches.push(...breachesOfRoom(file, target))
    } else if (pure.includes(folder) && ![...harmless, ...harmlessPackages].includes(specifier)) {
      breaches.push(`${file}: ${folder} is pure and may not import ${specifier}`)
    }
  }
  if (file !== readsEnvironment && /\bprocess\.env\b|\{[^}]*\benv\b[^}]*\} = process\b/.test(text))
    breaches.push(`${file}: only ${readsEnvironment} reads process.env`)
  if (pure.includes(folder) && /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)|\bperformance\.now\(\)/.test(text)) {
    breaches.push(`${file}: ${folder} is pure and may not read a clock or randomness`)
  }
  return breaches
}

function breachesOfRoom(file: string, target: string): string[] {
  const [folder = '', ...path] = file.split('/')
  const [, ...targetPath] = target.split('/')
  const plan = rooms[folder]
  const [room, targetRoom] = [path, targetPath].map((parts) => (parts.length > 1 ? (parts[0] ?? '') : 'door'))
  if (!plan || room === targetRoom || targetRoom === undefined || room === undefined) return []
  if (room === 'door') return [`${file}: the door of ${folder} may not import its room ${targetRoom}`]
  const allowed = plan[room]
  if (!allowed) return [`${file}: ${folder} has no room ${room}`]
  if (targetRoom === 'door' || allowed.includes(targetRoom)) return []
  return [`${file}: ${folder}/${room} may not import ${folder}/${targetRoom}`]
}

/** Import cycles between files, each as `a → b → a`. */
function cyclesOf(files: readonly { file: string; text: string }[]): string[] {
  const graph = new Map(
    files.map(({ file, text }) => [
      file,
      importsOf(text.replace(/^import type .*$/gm, ''))
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => normalize(join(dirname(file), specifier))),
    ]),
  )
  const cycles: string[] = []
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      return
    }
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) walk(next, [...path, file])
    done.add(file)
  }
  for (const { file } of files) walk(file, [])
  return cycles
}

describe('architecture', () => {
  it('finds the sources', () => {
    expect(sources.length).toBeGreaterThan(20)
  })

  it('lets every folder import only what the table allows', () => {
    expect(sources.flatMap(({ file, text }) => breachesOf(file, text))).toEqual([])
  })

  it('has no import cycle', () => {
    expect(cyclesOf(sources)).toEqual([])
  })

  it.each([
    ['diagnosis/x.ts', "import { connect } from '../ssh/connect.ts'", 'diagnosis may not import ssh'],
    ['probe/x.ts', "import { judge } from '../checklist/judge.ts'", 'probe may not import checklist'],
    ['ssh/x.ts', "import { ask } from '../ask/ask.ts'", 'ssh may not import ask'],
    ['checklist/x.ts', "import { readFileSync } from 'node:fs'", 'is pure and may not import node:fs'],
    [
      'checklist/read/x.ts',
      "import { judge } from '../judge/judge.ts'",
      'checklist/read may not import checklist/judge',
    ],
    ['checklist/x.ts', "import { judge } from './judge/judge.ts'", 'door of checklist may not import its room judge'],
    ['report/x.ts', 'export const now = Date.now()', 'may not read a clock'],
    ['ask/x.ts', 'export const token = process.env.TOKEN', 'reads process.env'],
    ['serve.ts', 'const { env } = process', 'reads process.env'],
    ['serve.ts', "import { judge } from './checklist/judge.ts'", 'serve.ts may not import checklist'],
    ['serve.ts', "import { openEngine } from './open-engine.ts'", 'serve.ts may not import wiring'],
    ['new-part.ts', '', 'is not in the table'],
    ['utils/x.ts', '', 'is not in the table'],
  ])('refuses %s with %s', (file, text, breach) => {
    expect(breachesOf(file, text).join()).toContain(breach)
  })

  it('sees a cycle', () => {
    const files = [
      { file: 'lib/a.ts', text: "import { b } from './b.ts'" },
      { file: 'lib/b.ts', text: "import { a } from './a.ts'" },
    ]
    expect(cyclesOf(files)).toEqual(['lib/a.ts → lib/b.ts → lib/a.ts'])
  })
})
