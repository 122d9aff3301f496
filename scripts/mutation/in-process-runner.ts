import { globSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { collected, type Test } from './vitest-in-process.ts'

/**
 * A test runner for Stryker that loads the tests once and then only switches mutants: a mutant costs the time of the
 * tests that reach it, about 20 ms, where a run of vitest costs over a second. It suits pure folders and nothing else:
 * no mutant leaves anything behind. The shapes are those of `@stryker-mutator/api/test-runner`.
 */
class InProcessRunner {
  readonly #tests = new Map<string, Test>()

  capabilities() {
    return { reloadEnvironment: false }
  }

  init(): void {
    const shim = new URL('vitest-in-process.ts', import.meta.url).href
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === 'vitest' && context.parentURL !== shim
          ? { url: shim, shortCircuit: true }
          : next(specifier, context),
    })
  }

  /** Tests come with the code under test, so a mutant in what runs while a file is loaded is switched on before. */
  async #load(): Promise<void> {
    if (this.#tests.size > 0) return
    for (const file of globSync('src/{checklist,diagnosis}/**/*.test.ts').toSorted()) {
      // What a random case killed today survives tomorrow: only tests of fixed cases count.
      if (readFileSync(file, 'utf8').includes("from 'fast-check'")) continue
      collected.file = resolve(file)
      await import(pathToFileURL(collected.file).href)
    }
    for (const test of collected.tests) this.#tests.set(idOf(test), test)
  }

  async dryRun() {
    await this.#load()
    const tests = []
    for (const [id, test] of this.#tests) {
      stryker.currentTestId = id
      const startedAt = performance.now()
      const failureMessage = await failureOf(test)
      test.ms = performance.now() - startedAt
      stryker.currentTestId = undefined
      const told = { id, name: id, timeSpentMs: Math.ceil(test.ms), fileName: test.file }
      tests.push(
        failureMessage === undefined ? { ...told, status: 0 } : { ...told, status: 1, failureMessage: failureMessage },
      )
    }
    return { status: 'complete', tests, mutantCoverage: stryker.mutantCoverage }
  }

  async mutantRun({ testFilter, activeMutant, hitLimit, mutantActivation }: MutantRunOptions) {
    if (mutantActivation === 'runtime') await this.#load()
    stryker.activeMutant = activeMutant.id
    stryker.hitCount = hitLimit === undefined ? undefined : 0
    stryker.hitLimit = hitLimit
    try {
      await this.#load()
      return await this.#firstFailure(testFilter ?? [...this.#tests.keys()])
    } catch (error) {
      return { status: 'killed', killedBy: [], failureMessage: String(error), nrOfTests: 0 }
    } finally {
      stryker.activeMutant = undefined
      stryker.hitCount = undefined
    }
  }

  async #firstFailure(ids: readonly string[]) {
    const quickFirst = ids.toSorted((a, b) => (this.#tests.get(a)?.ms ?? 0) - (this.#tests.get(b)?.ms ?? 0))
    for (const [index, id] of quickFirst.entries()) {
      const test = this.#tests.get(id)
      if (test === undefined) return { status: 'error', errorMessage: `no such test: ${id}` }
      const failureMessage = await failureOf(test)
      if ((stryker.hitCount ?? 0) > (stryker.hitLimit ?? Infinity))
        return { status: 'timeout', reason: 'an endless loop' }
      if (failureMessage !== undefined)
        return { status: 'killed', killedBy: [id], failureMessage, nrOfTests: index + 1 }
    }
    return { status: 'survived', nrOfTests: ids.length }
  }
}

interface MutantRunOptions {
  readonly testFilter?: readonly string[]
  readonly activeMutant: { readonly id: string }
  readonly hitLimit?: number
  readonly mutantActivation: 'runtime' | 'static'
}

/** What instrumented code reads and writes. */
interface StrykerState {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage?: unknown
}

const globals = globalThis as { __stryker__?: StrykerState }
globals.__stryker__ ??= {}
const stryker: StrykerState = globals.__stryker__

function idOf(test: Test): string {
  return `${basename(test.file)}#${test.name}`
}

async function failureOf(test: Test): Promise<string | undefined> {
  try {
    collected.file = test.file
    await test.run()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner }]
