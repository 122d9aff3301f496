import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect as vitestExpect } from 'vitest'

/** What tests import instead of vitest under mutation: the same matchers, and lists that the runner reads. */
export interface Test {
  readonly file: string
  readonly name: string
  readonly run: () => unknown
  /** How long it took without a mutant. */
  ms: number
}

/** The tests found so far, and the file that is being loaded or run. */
export const collected: { file: string; readonly tests: Test[] } = { file: '', tests: [] }

const suites: string[] = []

export function describe(name: string, define: () => void): void {
  suites.push(name)
  define()
  suites.pop()
}

export function it(name: string, run: () => unknown): void {
  collected.tests.push({ file: collected.file, name: [...suites, name].join(' > '), run, ms: 0 })
}

/** Cases are told apart by their place in the table, whatever their name says. */
it.each = (cases: readonly unknown[]) => (name: string, run: (...values: unknown[]) => unknown) => {
  for (const [index, each] of cases.entries()) {
    const values = Array.isArray(each) ? each : [each]
    it(`${titleOf(name, values)} [${index}]`, () => run(...values))
  }
}

function titleOf(name: string, values: readonly unknown[]): string {
  const [first] = values
  const titled = name.replace('$name', () => String((first as { name?: unknown } | undefined)?.name))
  return values.reduce<string>((text, value) => text.replace('%s', () => String(value)), titled)
}

/** The matchers of vitest; only its golden files need a running vitest, so they are compared here. */
export function expect(value: unknown): object {
  return Object.defineProperty(vitestExpect(value), 'toMatchFileSnapshot', {
    value: (file: string) => {
      const wanted = readFileSync(join(dirname(collected.file), file), 'utf8')
      if (value !== wanted) throw new Error(`differs from ${file}`)
    },
  })
}
