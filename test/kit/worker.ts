// Child process: runs the test files that the parent names, one after the other, and reports each over IPC.
// oxlint-disable-next-line import/no-unassigned-import -- a patch of globals: it has to come before uvu, and has nothing to name
import './defer.js'
import { pathToFileURL } from 'node:url'
import { record, sink } from './kit.js'

type Bound = () => Promise<[unknown, number, number, number]>
const g = globalThis as typeof globalThis & { UVU_QUEUE: [string | null, ...Bound[]][]; UVU_INDEX: number }

process.on('unhandledRejection', (e) => record('', `unhandled rejection during "${sink.current}"`, 0, e))
process.on('uncaughtException', (e) => record('', `uncaught exception during "${sink.current}"`, 0, e))

const runFile = async (file: string): Promise<void> => {
  sink.results.length = sink.skipped.length = sink.registered = 0
  g.UVU_INDEX = g.UVU_QUEUE.push([null]) - 1
  // oxlint-disable-next-line typescript/unbound-method -- put back below as it was, never called from here
  const write = process.stdout.write
  try {
    await import(pathToFileURL(file).href)
    let total = 0
    process.stdout.write = () => true // uvu's own dots
    for (const run of (g.UVU_QUEUE[g.UVU_INDEX] ?? []).slice(1) as Bound[]) total += (await run())[3]
    await new Promise(setImmediate) // let a floating rejection surface in the file that caused it
    // A file may skip all that it has, where a server is not there; one that has nothing, or forgets to run it, fails.
    if (total === 0 && (sink.registered > 0 || sink.skipped.length === 0))
      record(
        '',
        'no test ran',
        0,
        new Error(sink.registered > 0 ? 'tests registered, run() never called' : 'the file registers no test')
      )
  } catch (e) {
    record('', 'load', 0, e)
  } finally {
    process.stdout.write = write
  }
  process.send?.({ results: sink.results, skipped: sink.skipped })
}
process.on('message', (file: string) => void runFile(file))
process.on('disconnect', () => {
  setTimeout(() => {
    console.error(`open handles after the last test: ${process.getActiveResourcesInfo().join(', ')}`)
    process.exit(3)
  }, 1000).unref()
})
