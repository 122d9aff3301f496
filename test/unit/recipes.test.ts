import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commandsOf, missingPaths, recipes, spansOf } from '../support/recipes.ts'

const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts
const projects = [...readFileSync('vitest.config.ts', 'utf8').matchAll(/name: '(\w+)'/g)].map(([, name]) => name)
const sources = globSync(['src/**/*.ts', 'test/support/*.ts'])
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => readFileSync(path, 'utf8'))

/** Functions that are the language's own. */
const builtIn = ['Number']

const isExported = (name: string): boolean =>
  sources.some((text) => new RegExp(`^export (?:async )?(?:function|const) ${name}\\b`, 'm').test(text))

/** A method or field of an interface, as `view.nowOn(host)`. */
const isMember = (name: string): boolean =>
  sources.some((text) => new RegExp(`^  (?:readonly )?${name}(?:\\(|: \\()`, 'm').test(text))

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')

function hasHeading(page: string, anchor: string | undefined): boolean {
  if (!existsSync(page)) return false
  const headings = [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
  return anchor === undefined || headings.includes(anchor)
}

describe.each(recipes)('%s', (file) => {
  const text = readFileSync(file, 'utf8')
  const spans = spansOf(text)
  const commands = commandsOf(text)

  it('names files that exist', () => expect(missingPaths(spans)).toEqual([]))

  it('links to pages that exist', () => {
    const links = [...text.matchAll(/\]\(([\w./-]+\.md)(?:#([\w-]+))?\)/g)]
    expect(
      links.filter(([, page = '', heading]) => !hasHeading(`docs/${page}`, heading)).map(([link]) => link),
    ).toEqual([])
  })

  it('names npm scripts that exist', () => {
    const named = [...[...spans, ...commands].join('\n').matchAll(/npm run (?:-s )?([\w:]+)/g)].map(
      ([, name = '']) => name,
    )
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })

  it('runs tests of projects and paths that exist', () => {
    const runs = [...spans, ...commands].filter((each) => each.includes('vitest'))
    expect(runs.filter((run) => !projects.includes(/--project (\w+)/.exec(run)?.[1]))).toEqual([])
    const paths = runs.flatMap((run) => run.split(' ').filter((word) => word.includes('/')))
    expect(paths.filter((path) => !existsSync(path))).toEqual([])
    expect(runs.length).toBeGreaterThan(0)
  })

  it('names functions that exist', () => {
    const calls = spans
      .map((span) => /^(?:\w+\.)?(\w+)\([^()]*\)$/.exec(span)?.[1])
      .filter((name) => name !== undefined)
    const unknown = calls.filter((name) => !builtIn.includes(name) && !isExported(name) && !isMember(name))
    expect(unknown).toEqual([])
  })

  it('uses words of the code that exist', () => {
    const words = spans.filter((span) => /^[A-Za-z][a-z]*(?:[A-Z][a-z]+)+$/.test(span))
    expect(words.filter((word) => !sources.some((source) => new RegExp(`\\b${word}\\b`).test(source)))).toEqual([])
  })

  it('numbers its steps without a gap', () => {
    const numbers = [...text.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number))
    expect(numbers).toEqual(numbers.map((_number, index) => index + 1))
    expect(numbers.length).toBeGreaterThan(5)
  })
})

describe('the check of recipes', () => {
  it('sees what is not there', () => {
    const spans = spansOf(
      '`src/nowhere.ts`, `nowhere.ts`, `src/probe/<id>.ts`, `src/probe/load.ts`, `load.ts`, `judge/judge-….ts`',
    )
    expect(missingPaths(spans)).toEqual(['src/nowhere.ts', 'nowhere.ts'])
    expect([isExported('readLogLine'), isExported('readNothing'), isMember('nowOn'), isMember('nowAt')]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  it('reads the commands of a page, in steps as well', () => {
    expect(commandsOf('1. x\n   ```sh\n   one\n   two\n   ```\n```sh\nthree\n```\n```yaml\nfour\n```')).toEqual([
      'one',
      'two',
      'three',
    ])
  })
})

describe('contributing', () => {
  it.each(recipes)('leads to %s', (file) => expect(readFileSync('CONTRIBUTING.md', 'utf8')).toContain(file))
})
