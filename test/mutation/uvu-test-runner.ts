// A test runner for Stryker: all suites are loaded once into a process, and run again for each mutant that is switched on.
import '../kit/defer.js'
import { readdirSync } from 'node:fs'
import { sink } from '../kit/kit.js'

type Run = () => Promise<unknown>

/** What Stryker's instrumented code looks at. */
interface Namespace {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  mutantCoverage?: unknown
  hitLimit?: number | undefined
  hitCount?: number | undefined
}

interface MutantRunOptions {
  readonly activeMutant: { readonly id: string }
  readonly mutantActivation: 'static' | 'runtime'
  readonly testFilter?: ReadonlyArray<string>
  readonly hitLimit?: number
}

const globals = globalThis as typeof globalThis & {
  UVU_QUEUE: Array<ReadonlyArray<string | null | Run>>
  UVU_INDEX: number
  __stryker__?: Namespace
}
globals.__stryker__ ??= {}
const namespace = globals.__stryker__

const tests = new URL('../', import.meta.url)
const directories = (process.env['MUTATION_TESTS'] ?? '').split(' ')

/** A file of tests is one test to Stryker: it knows which files reach a mutant, and runs those. */
const load = async (): Promise<ReadonlyMap<string, ReadonlyArray<Run>>> => {
  const files = directories.flatMap((directory) =>
    readdirSync(new URL(directory, tests))
      .filter((file) => file.endsWith('.test.js'))
      .sort()
      .map((file) => `${directory}/${file}`)
  )
  const runs = new Map<string, ReadonlyArray<Run>>()
  process.stdout.write = () => true // uvu's own dots
  for (const file of files) {
    globals.UVU_INDEX = globals.UVU_QUEUE.push([null]) - 1
    await import(new URL(file, tests).href)
    runs.set(
      file,
      (globals.UVU_QUEUE[globals.UVU_INDEX] ?? []).filter((run) => typeof run === 'function')
    )
  }
  return runs
}

/** What failed first in a file, or nothing. */
const failureIn = async (runs: ReadonlyArray<Run>): Promise<string | undefined> => {
  sink.results.length = 0
  for (const run of runs) await run()
  const failed = sink.results.find(({ error }) => error !== undefined)
  return failed === undefined ? undefined : `${failed.suite} > ${failed.name}: ${failed.error?.message}`
}

class UvuTestRunner {
  static readonly inject = []
  #loaded: ReadonlyMap<string, ReadonlyArray<Run>> | undefined

  capabilities() {
    return { reloadEnvironment: false }
  }

  async dryRun() {
    this.#loaded ??= await load()
    const results = []
    for (const [id, runs] of this.#loaded) {
      namespace.currentTestId = id
      const before = performance.now()
      const failureMessage = await failureIn(runs)
      const timeSpentMs = performance.now() - before
      results.push(
        failureMessage === undefined
          ? { id, name: id, status: 0, timeSpentMs }
          : { id, name: id, status: 1, timeSpentMs, failureMessage }
      )
    }
    namespace.currentTestId = undefined
    return { status: 'complete', tests: results, mutantCoverage: namespace.mutantCoverage }
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }: MutantRunOptions) {
    namespace.hitLimit = hitLimit
    namespace.hitCount = hitLimit === undefined ? undefined : 0
    if (mutantActivation === 'static') namespace.activeMutant = activeMutant.id
    try {
      this.#loaded ??= await load()
    } catch (error) {
      return { status: 'killed', killedBy: ['loading'], failureMessage: String(error), nrOfTests: 1 }
    }
    namespace.activeMutant = activeMutant.id
    let nrOfTests = 0
    for (const [id, runs] of this.#loaded) {
      if (testFilter !== undefined && !testFilter.includes(id)) continue
      nrOfTests += 1
      const failureMessage = await failureIn(runs)
      if (hitLimit !== undefined && (namespace.hitCount ?? 0) > hitLimit) return { status: 'timeout' }
      if (failureMessage !== undefined) return { status: 'killed', killedBy: [id], failureMessage, nrOfTests }
    }
    return { status: 'survived', nrOfTests }
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'uvu', injectableClass: UvuTestRunner }]
