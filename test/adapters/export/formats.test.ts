import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ExportFormat, exportFile } from '@accountable/adapters/export'
import { Erased, isErased } from '@accountable/domain/kernel'
import { CloudEvent, HTTP } from 'cloudevents'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { duckdb } from './duckdb.js'
import { pagesOf, type SampleRow, sampleModel, sampleRow } from './sample-model.js'

/** Text that files have to survive: no lone surrogates and no NUL, which are never stored. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('=cmd|x', "'=x", '@a', '\tx', '-1+2', '+1', '\n', '\r\n', '"', ',', '＝x', "'", "''@")
  )
  .map((text) => text.replaceAll('\u0000', ''))

const anySampleRow: fc.Arbitrary<SampleRow> = fc.record({
  id: fc.nat(),
  at: fc.integer({ min: Date.parse('1900-01-01'), max: Date.parse('2200-01-01') }),
  who: fc.oneof(anyText, fc.constant(Erased), fc.constant(null)),
  text: fc.option(anyText),
  flag: fc.boolean(),
  revision: fc.bigInt({ min: 0n, max: 9223372036854775807n }).map(String),
  list: fc.array(anyText, { maxLength: 3 })
})

const fixed = Array.from({ length: 40_000 }, (_, id) => sampleRow(id))
// Seeded, so that a failure is a bug and not an event.
const wild = fc.sample(anySampleRow, { seed: 7, numRuns: 2_000 })

let directory = ''
let files = 0
const exported = async (format: ExportFormat, rows: ReadonlyArray<SampleRow>): Promise<string> => {
  files += 1
  const file = join(directory, `${files}.${format}`)
  const done = await exportFile({ model: sampleModel, format, file, pages: pagesOf(rows), source: 'urn:test' })
  assert.ok(E.isRight(done))
  return file
}

/** What a reader that knows no *erased* must see. */
const flat = ({ id, at, who, text, flag, revision, list }: SampleRow) => ({
  at: new Date(at),
  id: BigInt(id),
  who: isErased(who) ? null : who,
  text,
  flag,
  revision: BigInt(revision),
  list: JSON.stringify(list),
  erased: isErased(who) ? 'who' : ''
})

const withoutMark = (text: unknown): unknown =>
  typeof text === 'string' && /^'+[=+\-@\t\r\n＝＋－＠]/u.test(text) ? text.slice(1) : text

const formats = suite('the export formats', undefined, { timeout: 120_000 })
formats.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'accountable-export-'))
})
formats.after(() => rm(directory, { recursive: true }))

for (const [name, rows] of [
  ['40,000 rows', fixed],
  ['2,000 rows of wild text', wild]
] as const) {
  formats(`given ${name} as Parquet, when DuckDB reads them, then every value is there with its type`, async () => {
    const file = await exported('parquet', rows)
    const read = await duckdb(`SELECT * FROM read_parquet('${file}')`)
    assert.equal(
      read.map((row) => ({ ...row, erased: JSON.parse(String(row['erased'])).join(' ') })),
      rows.map(flat)
    )
    const types = await duckdb(`DESCRIBE SELECT * FROM read_parquet('${file}')`)
    assert.equal(
      types.map(({ column_name, column_type }) => [column_name, column_type]),
      [
        ['at', 'TIMESTAMP WITH TIME ZONE'],
        ['id', 'BIGINT'],
        ['who', 'VARCHAR'],
        ['text', 'VARCHAR'],
        ['flag', 'BOOLEAN'],
        ['revision', 'BIGINT'],
        ['list', 'JSON'],
        ['erased', 'JSON']
      ]
    )
  })

  formats(`given ${name} as CSV, when DuckDB reads them, then every value is there`, async () => {
    const file = await exported('csv', rows)
    const read = await duckdb(
      `SELECT "Date-Time" AS at, * EXCLUDE ("Date-Time") REPLACE (coalesce(erased, '') AS erased)
         FROM read_csv('${file}', header = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false,
           types = { 'Date-Time': 'TIMESTAMPTZ', id: 'BIGINT', who: 'VARCHAR', text: 'VARCHAR', flag: 'BOOLEAN',
             revision: 'BIGINT', list: 'VARCHAR', erased: 'VARCHAR' })`
    )
    assert.equal(
      read.map((row) => ({ ...row, who: withoutMark(row['who']), text: withoutMark(row['text']) })),
      rows.map(flat)
    )
  })

  formats(`given ${name} as NDJSON, when read line by line, then every value is there`, async () => {
    const lines = (await readFile(await exported('ndjson', rows), 'utf8')).split('\n')
    assert.is(lines.pop(), '')
    assert.equal(
      lines.map((line) => JSON.parse(line) as unknown),
      rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
    )
  })

  formats(
    `given ${name} as CloudEvents, when the CloudEvents library reads them, then each is a valid event`,
    async () => {
      const lines = (await readFile(await exported('cloudevents', rows), 'utf8')).trimEnd().split('\n')
      assert.is(lines.length, rows.length)
      for (const [index, line] of lines.entries()) {
        const event = HTTP.toEvent({ headers: { 'content-type': 'application/cloudevents+json' }, body: line })
        if (!(event instanceof CloudEvent)) throw new Error('not one event')
        assert.ok(event.validate())
        const row = rows[index] as SampleRow
        assert.is(event.id, String(row.id))
        assert.is(event.source, 'urn:test')
        assert.is(event['sequence'], String(row.id))
        assert.equal(event.data, { ...row, at: new Date(row.at).toISOString() })
      }
    }
  )
}

formats(
  'given text that spreadsheets would run, when exported as CSV, then no cell begins a formula, and numbers stay',
  async () => {
    const texts = [
      '=1+1',
      '@SUM(A1)',
      '+cmd|x',
      '-2279334701316321663',
      '+4255550101',
      '+55 (11) 98966-1259',
      '\t=1',
      '＝1'
    ]
    const file = await exported(
      'csv',
      texts.map((text, id) => ({ ...sampleRow(1), id, text }))
    )
    const content = await readFile(file, 'utf8')
    assert.ok(content.startsWith('\uFEFFDate-Time,id,'))
    const cells = content
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[3])
    assert.equal(cells, [
      "'=1+1",
      "'@SUM(A1)",
      "'+cmd|x",
      '-2279334701316321663',
      '+4255550101',
      '+55 (11) 98966-1259',
      "'\t=1",
      "'＝1"
    ])
  }
)

formats('given no rows, when exported, then readers find the columns and nothing else', async () => {
  assert.equal(await duckdb(`SELECT count(*) AS n FROM read_parquet('${await exported('parquet', [])}')`), [{ n: 0n }])
  assert.is((await readFile(await exported('csv', []), 'utf8')).split('\r\n').length, 2)
  assert.is(await readFile(await exported('cloudevents', []), 'utf8'), '')
})

formats(
  'given the same rows twice, when exported, then the bytes are the same, and nothing else is left behind',
  async () => {
    for (const format of ['csv', 'ndjson', 'cloudevents', 'parquet'] as const) {
      const [one, two] = [await exported(format, wild), await exported(format, wild)]
      assert.ok((await readFile(one)).equals(await readFile(two)), format)
    }
    assert.ok((await readdir(directory)).every((name) => !name.startsWith('.')))
  }
)
formats.run()
