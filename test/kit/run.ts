// node test/dist/kit/run.js [pattern] [--jobs=N] [--file-timeout=MS] [--isolate] [--root=DIR]
import { type ChildProcess, fork } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Result } from './kit.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string' },
    isolate: { type: 'boolean', default: false },
    root: { type: 'string' },
    'file-timeout': { type: 'string', default: '300000' }
  }
})
const kit = dirname(fileURLToPath(import.meta.url))
const here = values.root ?? dirname(kit) // test/dist: every suite below it
const pattern = new RegExp(positionals[0] ?? '')
const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.test.js') && pattern.test(f))
  .toSorted()
  .map((f) => join(here, f))

interface FileReport {
  readonly file: string
  readonly results: readonly Result[]
  readonly skipped: readonly string[]
  readonly ms: number
}
const failure = (name: string, message: string): Result => ({
  suite: '',
  name,
  ms: 0,
  error: { message, stack: message }
})
const reports: FileReport[] = []
const add = (r: FileReport): void => {
  reports.push(r)
  const bad = r.results.filter((x) => x.error)
  console.log(`${bad.length > 0 ? 'FAIL' : 'ok  '} ${r.file} (${r.results.length} tests, ${r.ms.toFixed(0)} ms)`)
  for (const skipped of r.skipped) console.log(`  - skipped: ${skipped}`)
  for (const b of bad)
    console.log(`  x ${b.suite ? `${b.suite} > ` : ''}${b.name}\n    ${b.error?.stack.replaceAll('\n', '\n    ')}`)
}

const start = (): ChildProcess =>
  fork(`${kit}/worker.js`, { execArgv: ['--enable-source-maps'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
const runOn = (child: ChildProcess, file: string): Promise<boolean> =>
  new Promise((resolve) => {
    const t0 = performance.now()
    const watchdog = setTimeout(() => child.kill('SIGKILL'), Number(values['file-timeout']))
    const finish = (alive: boolean, results: readonly Result[], skipped: readonly string[]): void => {
      clearTimeout(watchdog)
      child.removeAllListeners()
      add({ file: relative(here, file), results, skipped, ms: performance.now() - t0 })
      resolve(alive)
    }
    // under `node --watch` a fork also sends messages of Node's own
    child.on(
      'message',
      (m: { results?: Result[]; skipped?: string[] }) => m.results && finish(true, m.results, m.skipped ?? [])
    )
    child.once('exit', (code, signal) =>
      finish(false, [failure('exit', `the process ended early (${signal ?? code})`)], [])
    )
    child.send(file)
  })
const stop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', (code) => {
      if (code !== 0)
        add({
          file: '(worker)',
          results: [failure('exit', `exit code ${code}: something is left running`)],
          skipped: [],
          ms: 0
        })
      resolve()
    })
    child.disconnect()
  })
const queue = [...files]
const lane = async (): Promise<void> => {
  let child: ChildProcess | undefined
  for (let f = queue.shift(); f !== undefined; f = queue.shift()) {
    child ??= start()
    if (!(await runOn(child, f))) child = undefined
    else if (values.isolate) {
      await stop(child)
      child = undefined
    }
  }
  if (child) await stop(child)
}
await Promise.all(Array.from({ length: Math.min(files.length, Number(values.jobs ?? availableParallelism())) }, lane))

const all = reports.flatMap((r) => r.results)
const failed = all.filter((r) => r.error).length
const passed = all.length - failed
const skipped = reports.reduce((n, r) => n + r.skipped.length, 0)
const { DATABASE_URL, EVENTSTOREDB_URL } = process.env
if (DATABASE_URL === undefined) console.log('DATABASE_URL is not set: what needs a PostgreSQL is skipped')
if (EVENTSTOREDB_URL === undefined) console.log('EVENTSTOREDB_URL is not set: the embedded node stands in for it')
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0
