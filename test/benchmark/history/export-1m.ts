import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { exportFormats } from '@accountable/adapters/export'
import { type Benchmark, measurement } from '../benchmark.js'

const child = fileURLToPath(new URL('./export-1m-child.js', import.meta.url))
const rows = 1_000_000
const leastRowsPerSecond = 50_000
const mostMebibytes = 300

/** A million rows of the activity log to each format, each in a process of its own: rows a second, and peak memory. */
export const export1m: Benchmark = {
  name: 'export-1m',
  run: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'accountable-benchmark-'))
    try {
      const found = []
      for (const format of Object.keys(exportFormats)) {
        const file = join(directory, format)
        const { stdout } = await promisify(execFile)(process.execPath, [child, format, String(rows), file])
        const { seconds, mebibytes } = JSON.parse(stdout) as { readonly seconds: number; readonly mebibytes: number }
        found.push(measurement(`export-1m-${format}`, 'rows/s', [rows / seconds], [leastRowsPerSecond]))
        found.push(measurement(`export-1m-${format}-memory`, 'MiB', [mebibytes], [mostMebibytes]))
        await rm(file)
      }
      return found
    } finally {
      await rm(directory, { recursive: true })
    }
  }
}
