// Thin layer over uvu: same API, plus per-test timeouts, results for the runner, and no swallowed errors.
import { type Callback, type Test, suite as uvuSuite } from 'uvu'

export interface Result {
  readonly suite: string
  readonly name: string
  readonly ms: number
  readonly error?: { readonly message: string; readonly stack: string }
}
interface Sink {
  readonly results: Result[]
  /** What was left out, and why. */
  readonly skipped: string[]
  registered: number
  current: string
}
// One per process, shared with worker.ts whatever module instance loads it.
const g = globalThis as typeof globalThis & { accountableKit?: Sink }
g.accountableKit ??= { results: [], skipped: [], registered: 0, current: '' }
export const sink: Sink = g.accountableKit

const toError = (u: unknown): Error => (u instanceof Error ? u : new Error(`non-Error thrown: ${String(u)}`))
const plain = (u: unknown): { message: string; stack: string } => {
  const e = toError(u)
  return { message: e.message, stack: e.stack ?? e.message }
}
export const record = (suite: string, name: string, ms: number, error?: unknown): void => {
  sink.results.push(error === undefined ? { suite, name, ms } : { suite, name, ms, error: plain(error) })
}

const withTimeout = async (ms: number, label: string, run: () => unknown): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${label} timed out after ${ms} ms`)), ms) // ref'd on purpose
  })
  try {
    await Promise.race([Promise.resolve().then(run), late])
  } finally {
    clearTimeout(timer)
  }
}

export interface Options {
  readonly timeout?: number
}
export const suite = <T = Record<string, never>>(
  name = '',
  context?: T,
  { timeout = 10_000 }: Options = {}
): Test<T> => {
  const s = uvuSuite<T>(name, context)
  let beforeError: Error | undefined
  const wrap =
    (title: string, fn: Callback<T>): Callback<T> =>
    async (ctx) => {
      const start = performance.now()
      sink.current = `${name} > ${title}`
      try {
        if (beforeError) throw beforeError
        await withTimeout(timeout, title, () => fn(ctx))
        record(name, title, performance.now() - start)
      } catch (e) {
        record(name, title, performance.now() - start, e)
        throw toError(e)
      }
    }
  const guard =
    (title: string, fn: Callback<T>): Callback<T> =>
    async (ctx) => {
      try {
        await withTimeout(timeout, title, () => fn(ctx))
      } catch (e) {
        record(name, title, 0, e) // never rethrown: uvu would swallow it together with the rest of the suite
      }
    }
  const add =
    (kind: 'all' | 'only') =>
    (title: string, fn: Callback<T>): void => {
      sink.registered++
      if (kind === 'only') s.only(title, wrap(title, fn))
      else s(title, wrap(title, fn))
    }
  const before = (fn: Callback<T>): void =>
    s.before(async (ctx) => {
      try {
        await withTimeout(timeout, 'before', () => fn(ctx))
      } catch (e) {
        beforeError = new Error(`before hook failed: ${toError(e).message}`, { cause: e })
      }
    })
  const after = (fn: Callback<T>): void => s.after(guard('after hook', fn))
  return Object.assign(add('all'), {
    only: add('only'),
    skip: (title = 'a test', _fn?: Callback<T>): void => {
      sink.skipped.push(`${name}: ${title}`)
      s.skip()
    },
    before: Object.assign(before, {
      each: (fn: Callback<T>): void =>
        s.before.each(async (c) => {
          try {
            await withTimeout(timeout, 'before.each', () => fn(c))
          } catch (e) {
            record(name, 'before.each hook', 0, e)
            throw toError(e)
          }
        })
    }),
    after: Object.assign(after, { each: (fn: Callback<T>): void => s.after.each(guard('after.each hook', fn)) }),
    run: (): void => s.run()
  }) as Test<T>
}
