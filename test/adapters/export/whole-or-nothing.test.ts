import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeExportFailure, type ExportFailure, exportFile, Manifest } from '@accountable/adapters/export'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { exportSample } from './export-sample.js'
import { pagesOf, sampleModel, sampleRow } from './sample-model.js'

const child = fileURLToPath(new URL('./export-parts-child.js', import.meta.url))
const rows = Array.from({ length: 200 }, (_, id) => sampleRow(id))

let root = ''
let count = 0
const fresh = async (): Promise<string> => {
  count += 1
  const directory = join(root, String(count))
  await mkdir(directory)
  return directory
}

const run = (directory: string, upTo: number, { step = '', limits = '' } = {}) => {
  const command = `${limits} exec ${process.execPath} ${child} ${directory} ${upTo} ${step}`
  const { signal, stdout } = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
  return { signal, answer: stdout === '' ? undefined : (JSON.parse(stdout) as E.Either<ExportFailure, unknown>) }
}

const exported = async (directory: string, upTo: number): Promise<void> => {
  assert.ok(E.isRight(await exportSample(directory, 'ndjson', upTo)))
}

const manifestOf = async (directory: string): Promise<Manifest> => {
  const decoded = Manifest.decode(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')))
  if (E.isLeft(decoded)) throw new Error('not a manifest')
  return decoded.right
}

/** What a consumer has that reads every part file once, by whichever way it finds them. */
const consumed = async (directory: string, files: ReadonlyArray<string>): Promise<ReadonlyArray<number>> => {
  const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')))
  return texts.flatMap((text) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { readonly id: number }).id)
  )
}

const upTo = (last: number): ReadonlyArray<number> => Array.from({ length: last }, (_, index) => index + 1)

const leftOf = (answer: unknown): ExportFailure =>
  (answer as { readonly _tag: string; readonly left: ExportFailure }).left

const exports = suite('exports, whole or nothing', undefined, { timeout: 60_000 })
exports.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-export-'))
})
exports.after(() => rm(root, { recursive: true }))

exports(
  'given a process that dies at any step, when the export runs again, then no row is missing and none is there twice',
  async () => {
    for (const step of ['page', 'whole', 'announced', 'renamed', 'recorded']) {
      const directory = await fresh()
      await exported(directory, 120)
      assert.is(run(directory, 310, { step }).signal, 'SIGKILL', step)
      await exported(directory, 400)
      await exported(directory, 400)
      const { parts, pending } = await manifestOf(directory)
      assert.is(pending, null)
      assert.equal(
        await consumed(
          directory,
          parts.map(({ file }) => file)
        ),
        upTo(400),
        step
      )
      const found = (await readdir(directory)).toSorted()
      assert.equal(
        found.filter((name) => name.endsWith('.ndjson')),
        parts.map(({ file }) => file)
      )
      assert.equal(
        found.filter((name) => !name.endsWith('.ndjson')),
        ['manifest.json']
      )
    }
  }
)

exports('given parts, then their ranges meet, and sizes and hashes are the files’', async () => {
  const directory = await fresh()
  for (const last of [10, 200, 201]) await exported(directory, last)
  const { parts } = await manifestOf(directory)
  assert.equal(
    parts.map(({ after, upTo: last, rows: of }) => [after, last, of]),
    [
      [null, '10:10', 10],
      ['10:10', '200:200', 190],
      ['200:200', '201:201', 1]
    ]
  )
  for (const { file, bytes } of parts) assert.is((await readFile(join(directory, file))).length, bytes)
})

exports('given a directory with other files, or another export’s manifest, then nothing is written', async () => {
  const directory = await fresh()
  await writeFile(join(directory, 'mine.txt'), 'mine')
  assert.is(leftOf(await exportSample(directory, 'ndjson', 10)).type, 'TargetExists')
  assert.equal(await readdir(directory), ['mine.txt'])
  const other = await fresh()
  await exported(other, 10)
  assert.is(leftOf(await exportSample(other, 'csv', 20)).type, 'OtherManifest')
  await writeFile(join(other, 'manifest.json'), '{')
  assert.is(leftOf(await exportSample(other, 'ndjson', 20)).type, 'OtherManifest')
})

exports('given no room for the file, then there is no file, and the next export is whole', async () => {
  const directory = await fresh()
  const full = run(directory, 5_000, { limits: 'ulimit -f 64;' })
  assert.is(leftOf(full.answer).type, 'DiskFull')
  assert.equal(await readdir(directory), [])
  await exported(directory, 5_000)
  const { parts } = await manifestOf(directory)
  assert.equal(
    await consumed(
      directory,
      parts.map(({ file }) => file)
    ),
    upTo(5_000)
  )
})

const write = (file: string, more: Partial<Parameters<typeof exportFile<(typeof rows)[number]>>[0]> = {}) =>
  exportFile({ model: sampleModel, format: 'csv', file, pages: pagesOf(rows, 50), ...more })

exports('given a file of that name, then it stays as it is', async () => {
  const directory = await fresh()
  const file = join(directory, 'log.csv')
  await writeFile(file, 'mine')
  assert.equal(await write(file), E.left({ type: 'TargetExists', path: file }))
  assert.is(await readFile(file, 'utf8'), 'mine')
})

exports('given a file that appears while the rows are written, then it stays as it is', async () => {
  const directory = await fresh()
  const file = join(directory, 'log.csv')
  const onWhole = async () => E.right(await writeFile(file, 'mine'))
  assert.equal(await write(file, { onWhole }), E.left({ type: 'TargetExists', path: file }))
  assert.equal(await readdir(directory), ['log.csv'])
  assert.is(await readFile(file, 'utf8'), 'mine')
})

exports('given a directory that is not there, or a file in its place, then one line says so', async () => {
  const directory = await fresh()
  await writeFile(join(directory, 'file'), '')
  for (const [path, line] of [
    [join(directory, 'absent', 'log.csv'), 'there is no such directory'],
    [join(directory, 'file', 'log.csv'), 'a part of the path is no directory']
  ] as const) {
    const failed = await write(path)
    assert.ok(E.isLeft(failed))
    assert.is(describeExportFailure(failed.left), `${path} cannot be written: ${line}`)
  }
})

exports('given rows that stop coming, or an audit that fails, then nothing is left', async () => {
  const directory = await fresh()
  const lost = { type: 'ReadModelsUnavailable', message: 'gone' } as const
  async function* broken() {
    yield E.right(rows)
    yield E.left(lost)
  }
  assert.equal(await write(join(directory, 'a.csv'), { pages: broken() }), E.left(lost))
  const notAudited = { type: 'NotAudited', cause: 'StoreUnavailable' } as const
  assert.equal(await write(join(directory, 'b.csv'), { onWhole: async () => E.left(notAudited) }), E.left(notAudited))
  assert.equal(await readdir(directory), [])
})

exports('given an export, when it is whole, then nobody can see it before it is recorded', async () => {
  const directory = await fresh()
  const seen: Array<ReadonlyArray<string>> = []
  const onWhole = async () => E.right(seen.push(await readdir(directory)))
  assert.ok(E.isRight(await write(join(directory, 'a.csv'), { onWhole })))
  assert.ok(seen[0]?.every((name) => name.startsWith('.accountable-')))
  assert.equal(await readdir(directory), ['a.csv'])
})
exports.run()
