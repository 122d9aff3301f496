import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseSection } from '../../src/probe/parse-section.ts'
import { commandsOf, recipes } from '../support/recipes.ts'

const folder = mkdtempSync(join(tmpdir(), 'recipes-'))
afterAll(() => rmSync(folder, { recursive: true }))

const captured = join(folder, 'captured.txt')
const section = join(folder, 'section.txt')
writeFileSync(captured, readFileSync('test/fixtures/responses/haproxy__healthcheck_l4_refused_all_down__503.http'))

const commands = [...new Set(recipes.flatMap((file) => commandsOf(readFileSync(file, 'utf8'))))]
const isOfVitest = (command: string): boolean => command.startsWith('npx vitest run ')
/** Needs Docker and a registry. */
const isElsewhere = (command: string): boolean => /\bdocker |127\.0\.0\.1:8080/.test(command)
const others = commands.filter((command) => !isOfVitest(command) && !isElsewhere(command))

/** A command of a recipe with what a newcomer would put in: a probe, this machine's shell, a file. */
const filledIn = (command: string): string =>
  command
    .replaceAll('<id>', 'load')
    .replaceAll(' [subject]', '')
    .replaceAll('ssh probe@app1 sh', 'sh')
    .replace(/>src\/\S+/, `>${section}`)
    .replaceAll('captured.txt', captured)
    .replaceAll("'the line'", "'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'")

const run = (command: string): { readonly status: number | null; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8', timeout: 50_000 })
  return { status, said: `${stdout}${stderr}` }
}

/** What each command says when it did what its recipe promises. */
const promised: readonly (readonly [start: string, said: RegExp])[] = [
  ['npx node scripts/capture-section.ts ', /^$/],
  ['npx 503 explain ', /haproxy/],
  ['npx node --input-type=module ', /'node-heap'/],
  ['npm run accuracy:responder', /wrong and confident: none/],
]

describe('the recipes', () => {
  it.each(others)('%s', (command) => {
    const [, wanted = /never/] = promised.find(([start]) => command.startsWith(start)) ?? []
    expect(run(filledIn(command))).toEqual({ status: 0, said: expect.stringMatching(wanted) })
  })

  it('have commands of every kind that is looked for', () =>
    expect(promised.filter(([start]) => !others.some((command) => command.startsWith(start)))).toEqual([]))

  it('capture what the parser of the probe reads', () => {
    const read = parseSection('load', { stdout: readFileSync(section, 'utf8'), stderr: '', exit: 0 }, { subject: '' })
    expect(read).toMatchObject({ kind: 'seen' })
  })

  it('run tests that Vitest finds in the project that they name', () => {
    const words = (command: string): readonly string[] => command.split(' ').slice(3)
    const wanted = commands.filter(isOfVitest).flatMap((command) => {
      const project = /--project (\w+)/.exec(command)?.[1] ?? ''
      return words(command)
        .filter((word) => word.includes('/'))
        .map((path) => ({ project, path }))
    })
    const paths = [...new Set(wanted.map(({ path }) => path))]
    const { status, said } = run(`npx vitest list --filesOnly --project unit --project integration ${paths.join(' ')}`)
    expect(status).toBe(0)
    expect(wanted.filter(({ project, path }) => !said.includes(`[${project}] ${path}`))).toEqual([])
    expect(wanted.length).toBeGreaterThan(5)
  })
})
