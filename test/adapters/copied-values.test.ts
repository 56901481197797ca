import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import { Erased, position } from '@accountable/domain/kernel'
import {
  PersonalText,
  RevisionText,
  type RowVersion,
  type StoredProjection,
  Timestamp,
  table
} from '@accountable/projections'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'

/** One column of each type that a row may have. */
const everything = table({
  name: 'everything',
  kind: 'history',
  comment: 'Every kind of value.',
  row: t.strict({
    customerId: t.string,
    note: t.union([PersonalText, t.null]),
    size: t.union([t.number, t.null]),
    ready: t.boolean,
    revision: RevisionText,
    at: Timestamp,
    tags: t.array(t.string)
  }),
  comments: { customerId: '1', note: '2', size: '3', ready: '4', revision: '5', at: '6', tags: '7' },
  customer: 'customerId'
})

const projection: StoredProjection = { name: 'values', version: 1, tables: { everything } }
const group = 'values'

const whole = fc
  .constantFrom('grapheme', 'binary')
  .chain((unit) => fc.string({ unit: unit as 'grapheme', maxLength: 120 }))
const moment = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) })
const keepable = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD')

const row = fc.record(
  {
    customerId: whole.map(keepable),
    note: fc.oneof(whole.map(keepable), fc.constant(Erased), fc.constant(null)),
    size: fc.option(fc.maxSafeInteger()),
    ready: fc.boolean(),
    revision: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
    at: moment,
    tags: fc.array(whole.map(keepable), { maxLength: 3 })
  },
  { noNullPrototype: true }
)

/** Rows of which each may have something in common with the one before it. */
const neighbours = fc
  .array(fc.tuple(row, fc.subarray(['customerId', 'note', 'size', 'ready', 'revision', 'at', 'tags'] as const)), {
    minLength: 1,
    maxLength: 4
  })
  .map((all) => {
    const rows: Array<(typeof all)[number][0]> = []
    for (const [own, shared] of all) {
      const before = rows.at(-1) ?? own
      rows.push({ ...own, ...Object.fromEntries(shared.map((property) => [property, before[property]])) })
    }
    return rows
  })

const position64 = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })
const stamp = fc.tuple(position64, position64, moment, moment).map(([commit, prepare, effectiveAt, recordedAt]) => ({
  position: position(commit, prepare),
  effectiveAt,
  recordedAt
}))

const declared = (title: string, open: () => Promise<SqlDatabase>): void => {
  const copied = suite(title, undefined, { timeout: 60_000 })
  let database: SqlDatabase
  copied.before(async () => {
    database = await open()
    await database.query('DROP SCHEMA IF EXISTS copied_values CASCADE')
    await database.query('DROP SCHEMA IF EXISTS refused_values CASCADE')
  })
  copied.after(() => database.close())

  copied('whatever rows hold comes back as it was', async () => {
    const store = await createSqlReadModels(database, { schema: 'copied_values' })
    assert.ok(E.isRight(await store.addMember(group, projection, true)()))
    const at = (sequence: number) => ({ sequence, position: position(BigInt(sequence), 0n), landmark: undefined })
    let saves = 0
    const comeBack = async (versions: ReadonlyArray<RowVersion>): Promise<void> => {
      saves += 1
      const saved = await store.save({
        group,
        after: saves === 1 ? undefined : at(saves - 1),
        checkpoint: at(saves),
        progress: [],
        tables: [{ projection, table: 'everything', writes: { current: versions, versions, closed: [] } }]
      })()
      assert.ok(E.isRight(saved), JSON.stringify(saved))
      const found = await store.scan(projection, 'everything', undefined, versions.length + 1)()
      assert.ok(E.isRight(found))
      await database.query('DELETE FROM copied_values.everything_history_v1')
      assert.equal(found.right, versions)
    }
    const keyOf = (index: number): string => `${saves}/${String(index).padStart(4, '0')}`
    await fc.assert(
      fc.asyncProperty(neighbours, stamp, fc.option(stamp, { nil: undefined }), (rows, from, to) =>
        comeBack(rows.map((value, index) => ({ key: keyOf(index), row: value, from, to, ordinal: 0 })))
      ),
      { numRuns: 200 }
    )
    const [value, from] = [fc.sample(row, 1)[0], fc.sample(stamp, 1)[0]]
    if (value === undefined || from === undefined) throw new Error('no sample')
    const alike = Array.from({ length: 600 }, (_, index) => ({
      key: keyOf(index),
      row: { ...value, size: Math.floor(index / 100) },
      from,
      to: undefined,
      ordinal: 0
    }))
    await comeBack(alike)
  })

  copied('a number that no column can keep is refused, not tried again', async () => {
    const store = await createSqlReadModels(database, { schema: 'refused_values' })
    await store.addMember(group, projection, true)()
    const [value, from] = [fc.sample(row, 1)[0], fc.sample(stamp, 1)[0]]
    if (value === undefined || from === undefined) throw new Error('no sample')
    const version: RowVersion = { key: 'a', row: { ...value, size: 1.5 }, from, to: undefined, ordinal: 0 }
    const saved = await store.save({
      group,
      after: undefined,
      checkpoint: { sequence: 1, position: position(1n, 0n), landmark: undefined },
      progress: [],
      tables: [{ projection, table: 'everything', writes: { current: [version], versions: [version], closed: [] } }]
    })()
    assert.ok(E.isLeft(saved))
    assert.match(JSON.stringify(saved.left), /"ReadModelsRefused".*"rows"/)
  })

  copied.run()
}

declared('values in PGlite', () => pgliteDatabase())
const connectionString = process.env['DATABASE_URL']
if (connectionString !== undefined) declared('values in PostgreSQL', async () => pgDatabase(connectionString, 2))
