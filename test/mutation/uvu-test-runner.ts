// A test runner for Stryker: all suites are loaded into a process, and run again for each mutant that is switched on. What a
// mutant changes while modules load needs new copies of them, in the same process: a new one costs many times as much.
// oxlint-disable-next-line import/no-unassigned-import -- a patch of globals: it has to come before uvu, and has nothing to name
import '../kit/defer.js'
import { readdirSync } from 'node:fs'
import { register } from 'node:module'
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
  readonly reloadEnvironment: boolean
  readonly testFilter?: ReadonlyArray<string>
  readonly hitLimit?: number
}

const globals = globalThis as typeof globalThis & {
  UVU_QUEUE: Array<ReadonlyArray<string | null | Run>>
  UVU_INDEX: number
  __stryker__?: Namespace
}
// oxlint-disable-next-line no-underscore-dangle -- the name that Stryker gives it
globals.__stryker__ ??= {}
// oxlint-disable-next-line no-underscore-dangle -- the name that Stryker gives it
const namespace = globals.__stryker__

const tests = new URL('../', import.meta.url)
const directories = (process.env['MUTATION_TESTS'] ?? '').split(' ')

/** Gives every module of this workspace the number of the load that its importer belongs to; Node keeps one copy for each URL. */
const numberingHook = `
export const resolve = async (specifier, context, next) => {
  const resolved = await next(specifier, context)
  const load = new URL(context.parentURL ?? 'file:///').searchParams.get('load')
  const isOwn = resolved.url.startsWith('file:') && !resolved.url.includes('/node_modules/')
  return isOwn && load !== null ? { ...resolved, url: resolved.url + '?load=' + load } : resolved
}`
let loads = 0

/** A file of tests is one test to Stryker: it knows which files reach a mutant, and runs those. */
const load = async (): Promise<ReadonlyMap<string, ReadonlyArray<Run>>> => {
  const files = directories.flatMap((directory) =>
    readdirSync(new URL(directory, tests))
      .filter((file) => file.endsWith('.test.js'))
      .toSorted()
      .map((file) => `${directory}/${file}`)
  )
  const runs = new Map<string, ReadonlyArray<Run>>()
  if (loads === 0) register(`data:text/javascript,${encodeURIComponent(numberingHook)}`)
  loads += 1
  process.stdout.write = () => true // uvu's own dots
  for (const file of files) {
    globals.UVU_INDEX = globals.UVU_QUEUE.push([null]) - 1
    await import(new URL(`${file}?load=${loads}`, tests).href)
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
    return { reloadEnvironment: true }
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

  async mutantRun({ activeMutant, mutantActivation, reloadEnvironment, testFilter, hitLimit }: MutantRunOptions) {
    namespace.hitLimit = hitLimit
    namespace.hitCount = hitLimit === undefined ? undefined : 0
    if (reloadEnvironment) this.#loaded = undefined
    namespace.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined
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
