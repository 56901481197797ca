// npm run -s benchmark -- [NAME…] [--json]
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import type { Benchmark, Measurement } from './benchmark.js'
import { stopBenchmarkServer } from './server.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } }
})

const isBenchmark = (value: unknown): value is Benchmark =>
  typeof value === 'object' && value !== null && 'name' in value && 'run' in value && typeof value.run === 'function'

/** What the `index` of each folder beside this file exports. */
const findBenchmarks = async (): Promise<ReadonlyArray<Benchmark>> => {
  const here = dirname(fileURLToPath(import.meta.url))
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((file) => /[/\\]index\.js$/.test(file))
    .toSorted()
  const modules: ReadonlyArray<object> = await Promise.all(
    files.map((file) => import(pathToFileURL(join(here, file)).href))
  )
  return modules.flatMap((module) => Object.values(module)).filter(isBenchmark)
}

const show = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })

const print = ({ name = '', value, reference, ratio, unit, runs, min, max }: Measurement): void => {
  if (values.json) {
    console.log(JSON.stringify({ name, value, reference, ratio, unit, runs, min, max }))
    return
  }
  const range = runs > 1 ? ` [${show(min)} to ${show(max)} in ${runs} runs]` : ''
  console.log(`${name.padEnd(34)} ${show(value)} ${unit}${range}, reference ${show(reference)}, ratio ${show(ratio)}`)
}

const measure = async ({ name, nodeOptions = [], run }: Benchmark): Promise<ReadonlyArray<Measurement>> => {
  if (nodeOptions.every((option) => process.execArgv.includes(option))) return [await run()].flat()
  const command = [...nodeOptions, fileURLToPath(import.meta.url), name, '--json']
  const { stdout } = await promisify(execFile)(process.execPath, command)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Measurement)
}

const benchmarks = await findBenchmarks()
const known = new Set(benchmarks.map(({ name }) => name))
const unknown = positionals.filter((name) => !known.has(name))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${[...known].join(', ')}`)
  process.exitCode = 1
} else {
  try {
    for (const benchmark of benchmarks) {
      const { name } = benchmark
      if (positionals.length > 0 && !positionals.includes(name)) continue
      for (const found of await measure(benchmark)) print({ name, ...found })
    }
  } finally {
    await stopBenchmarkServer()
  }
}
