import { readFileSync } from 'node:fs'
import { configParsers } from './config-facts.ts'

type Program = keyof typeof configParsers

/** What a configuration says; of a fact that may be spelled in several ways each is listed. */
interface Facts {
  readonly server: readonly (readonly string[])[]
  readonly makes503: readonly (readonly string[])[]
  readonly health: readonly (readonly string[])[]
}

/** A configuration that was written down with what it says before any parser was asked. */
export interface BlindConfiguration {
  readonly program: Program
  readonly name: string
  readonly wanted: Facts
  readonly text: string
}

/** What is not said, and what is said and not there; both empty where the parser is right. */
export interface JudgedConfiguration {
  readonly missed: readonly string[]
  readonly untrue: readonly string[]
}

const kinds = ['server', 'makes503', 'health'] as const

/** Each begins with `=== program: name`; above its `---` stands what is right, below it the file. */
export function blindConfigurations(folder: string): readonly BlindConfiguration[] {
  return readFileSync(new URL(`../fixtures/${folder}/configurations.txt`, import.meta.url), 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((entry) => {
      const [head = '', ...lines] = entry.split('\n')
      const [program = '', name = ''] = head.split(': ')
      const end = lines.indexOf('---')
      const text = lines.slice(end + 1).join('\n')
      return { program: programOf(program), name, wanted: factsIn(lines.slice(0, end)), text }
    })
}

function programOf(name: string): Program {
  const found = Object.keys(configParsers).find((each): each is Program => each === name)
  if (found === undefined) throw new Error(`no parser of ${name}: one of ${Object.keys(configParsers).join(', ')}`)
  return found
}

function factsIn(lines: readonly string[]): Facts {
  const of = (kind: string) =>
    lines
      .filter((line) => line.startsWith(`${kind} `))
      .map((line) => line.slice(kind.length + 1))
      .map((fact) => (kind === 'server' ? fact.split('|') : [fact]))
  return {
    server: of('server'),
    makes503: of('makes503').map((spellings) => spellings.map(byWords)),
    health: of('health'),
  }
}

/** A line by its words: some parsers give it with its quotes and escapes, some without. */
const byWords = (line: string): string => line.replaceAll(/["'\\]/g, '').replaceAll(/\s+/g, ' ')

/** Compares what the parser says with what is right, in any order. */
export function judgeConfiguration({ program, wanted, text }: BlindConfiguration): JudgedConfiguration {
  const facts = configParsers[program]([{ file: '/etc/x/x.conf', lines: text.split('\n') }])
  const said = {
    server: facts.servers.map(({ address }) => address),
    makes503: facts.makes503.map(({ line }) => byWords(line)),
    health: facts.healthPaths,
  }
  return {
    missed: kinds.flatMap((kind) =>
      wanted[kind]
        .filter((spellings) => !spellings.some((each) => said[kind].includes(each)))
        .map((spellings) => `${kind} ${spellings.join('|')}`),
    ),
    untrue: kinds.flatMap((kind) =>
      said[kind]
        .filter((each) => !wanted[kind].some((spellings) => spellings.includes(each)))
        .map((each) => `${kind} ${each}`),
    ),
  }
}
