import { createInMemoryEventStore, createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import { comparePositions, streamName } from '@accountable/domain/kernel'
import type { ReadModelStore, RowVersion } from '@accountable/projections'
import { replayParkedStream } from '@accountable/projections'
import { type Changes, followChanges } from '@accountable/projections/history'
import * as E from 'fp-ts/lib/Either.js'
import { lastValueFrom, take, takeWhile, toArray } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { everything, quick, reached, type World, world } from '../engine-world.js'
import { name, nameLogTable, things, thingTable, toyDecode, toys } from '../toy.js'

type Named = { readonly customerId: string; readonly from: string | null; readonly to: string }

const said = (pages: ReadonlyArray<Changes<Named>>): ReadonlyArray<string> =>
  pages.flatMap(({ rows }) => rows.map(({ row }) => `${row.customerId} ${row.to}`))

/** Everything that is new behind a cursor. */
const rest = (store: ReadModelStore, after?: string, limit = 3): Promise<ReadonlyArray<Changes<Named>>> =>
  lastValueFrom(
    followChanges({
      store,
      projection: things,
      table: nameLogTable,
      limit,
      once: true,
      ...(after === undefined ? {} : { after })
    }).pipe(toArray())
  )

/** Runs the engine until everything is in the rows. */
const caughtUp = async (it: World, projections = toys): Promise<void> => {
  const engine = it.run({ projections })
  await reached(engine, it)
  await engine.stop()
}

const inLog = async (store: ReadModelStore): Promise<ReadonlyArray<string>> =>
  (await everything(store, nameLogTable)).map(({ row }) => `${String(row['customerId'])} ${String(row['to'])}`)

/** The fold of a later day, which can stand that name. */
const steady: typeof things.evolve = (rows, event) =>
  things.evolve(rows, { ...event, event: { name: event.event.name.replace('broken', 'mended') } })

const steadyToys = toys.map((projection) =>
  projection.name === 'things' ? { ...things, evolve: (rows: never, event: never) => steady(rows, event) } : projection
)
const replayed = async ({ log, store }: World, id: string, group = 'toys', projections = steadyToys): Promise<void> => {
  const outcome = await replayParkedStream({
    group,
    streamName: streamName('customer', id),
    store,
    eventStore: createInMemoryEventStore(log),
    decode: toyDecode,
    projections
  })
  assert.is(outcome.outcome, 'replayed')
}

/** Resolves when that version of the things is what queries see. */
const shown = async (store: ReadModelStore, wanted: number): Promise<void> => {
  for (;;) {
    const members = await store.members()()
    if (E.isRight(members) && members.right.some((one) => one.name === 'things' && one.live && one.version === wanted))
      return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const declare = (
  title: string,
  open: () => Promise<ReadModelStore>,
  prepare?: () => Promise<unknown>,
  close?: () => Promise<void>
): void => {
  const changes = suite(`changes of a read model ${title}`, undefined, { timeout: 60_000 })
  if (prepare) changes.before(async () => void (await prepare()))
  if (close) changes.after(close)

  changes('given a log, when read page by page and after restarts, then every row comes once, in order', async () => {
    const it = world(await open())
    for (let count = 0; count < 10; count += 1) name(it.log, `customer-${count % 3}`, `n${count}`)
    await caughtUp(it)
    const whole = await rest(it.store)
    assert.equal(said(whole), await inLog(it.store))
    assert.is(whole.length, 4)
    for (const [index, { cursor }] of whole.entries()) {
      assert.equal(said(await rest(it.store, cursor)), said(whole.slice(index + 1)))
    }
    name(it.log, 'customer-new', 'later')
    await caughtUp(it)
    assert.equal(said(await rest(it.store, whole.at(-1)?.cursor)), ['new later'])
  })

  changes(
    'given a parked stream, when it is replayed, then its rows come then, once, and others did not wait',
    async () => {
      const it = world(await open())
      name(it.log, 'customer-a', 'a1', 'broken', 'a3')
      name(it.log, 'customer-b', 'b1', 'b2')
      await caughtUp(it)
      const before = await rest(it.store, undefined, 2)
      assert.equal(said(before), ['a a1', 'b b1', 'b b2'])
      name(it.log, 'customer-a', 'a4')
      name(it.log, 'customer-b', 'b3')
      await caughtUp(it)
      const middle = await rest(it.store, before.at(-1)?.cursor)
      assert.equal(said(middle), ['b b3'])
      await replayed(it, 'a')
      const after = await rest(it.store, middle.at(-1)?.cursor, 1)
      assert.equal(said(after), ['a mended', 'a a3', 'a a4'])
      assert.equal(said(await rest(it.store, after.at(-1)?.cursor)), [])
      // From the first of those pages on, so that the cursor carries the rest of what was held.
      assert.equal(said(await rest(it.store, after[0]?.cursor, 1)), ['a a3', 'a a4'])
    }
  )

  changes('given somebody who follows, when rows are saved, then they come while the engine runs', async () => {
    const it = world(await open())
    const engine = it.run()
    const first = lastValueFrom(
      followChanges({ store: it.store, projection: things, table: nameLogTable, pollEvery: 50 }).pipe(
        takeWhile(({ rows }) => rows.at(-1)?.row.to !== 'n5', true),
        toArray()
      )
    )
    for (const one of ['n1', 'n2', 'n3']) {
      name(it.log, 'customer-x', one)
      await reached(engine, it)
    }
    name(it.log, 'customer-x', 'n4', 'n5')
    await reached(engine, it)
    await engine.stop()
    assert.equal(said(await first), await inLog(it.store))
  })

  changes('given a table with history, then each version of each row is a change', async () => {
    const it = world(await open())
    name(it.log, 'customer-a', 'a1', 'a2')
    name(it.log, 'customer-b', 'b1')
    await caughtUp(it)
    const pages = await lastValueFrom(
      followChanges({ store: it.store, projection: things, table: thingTable, limit: 2, once: true }).pipe(toArray())
    )
    const rows: ReadonlyArray<RowVersion> = pages.flatMap((page) => [...page.rows])
    assert.equal(
      rows.map(({ key, row }) => [key, row['name']]),
      [
        ['a', 'a1'],
        ['a', 'a2'],
        ['b', 'b1']
      ]
    )
    assert.ok(
      rows.every(
        ({ from }, index) =>
          index === 0 || comparePositions(rows[index - 1]?.from.position ?? from.position, from.position) < 0
      )
    )
  })
  changes.run()
}

declare('in memory', async () => createInMemoryReadModels())

let schemas = 0

/** Each case in a schema of its own, all of them dropped in the end. */
const declareSql = (title: string, open: () => Promise<SqlDatabase>): void => {
  let database: SqlDatabase
  const made: string[] = []
  declare(
    title,
    () => {
      made.push(`changes_${process.pid}_${++schemas}`)
      return createSqlReadModels(database, { schema: made.at(-1) ?? '' })
    },
    async () => {
      database = await open()
    },
    async () => {
      for (const schema of made) await database.query(`DROP SCHEMA ${schema} CASCADE`)
      await database.close()
    }
  )
}

declareSql('in PGlite', () => pgliteDatabase())
const connectionString = process.env['DATABASE_URL']
if (connectionString !== undefined) declareSql('in PostgreSQL', async () => pgDatabase(connectionString, 4))

const pulling = suite('who follows changes')

pulling('given a slow handler, then the next page is read only when it is done', async () => {
  const it = world()
  for (let count = 0; count < 9; count += 1) name(it.log, 'customer-a', `n${count}`)
  await caughtUp(it)
  let selects = 0
  const store: ReadModelStore = {
    ...it.store,
    select: (table, selection) => {
      selects += 1
      return it.store.select(table, selection)
    }
  }
  const counts: number[] = []
  const handle = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    counts.push(selects)
  }
  await lastValueFrom(followChanges({ store, projection: things, table: nameLogTable, limit: 3, once: true, handle }))
  assert.equal(counts, [1, 2, 3])
})

pulling('given a handler that fails, then that is the end, and the cursor before it goes on there', async () => {
  const it = world()
  name(it.log, 'customer-a', 'n1', 'n2', 'n3')
  await caughtUp(it)
  let kept: string | undefined
  const handle = async ({ rows, cursor }: Changes<Named>): Promise<void> => {
    if (rows.some(({ row }) => row.to === 'n2')) throw new Error('no room')
    kept = cursor
  }
  const following = followChanges({ store: it.store, projection: things, table: nameLogTable, limit: 1, handle })
  assert.is(await lastValueFrom(following).catch((error: Error) => error.message), 'no room')
  assert.equal(said(await rest(it.store, kept)), ['a n2', 'a n3'])
})

pulling('given read models that are away for a while, then it goes on when they are back, and says so', async () => {
  const it = world()
  name(it.log, 'customer-a', 'n1')
  await caughtUp(it)
  let failures = 2
  const store: ReadModelStore = {
    ...it.store,
    members: () =>
      failures > 0 ? async () => E.left({ type: 'ReadModelsUnavailable', message: 'away' }) : it.store.members()
  }
  const onFailure = (): void => {
    failures -= 1
  }
  const following = followChanges({
    store,
    projection: things,
    table: nameLogTable,
    once: true,
    pollEvery: 1,
    onFailure
  })
  assert.equal(said(await lastValueFrom(following.pipe(toArray()))), ['a n1'])
})

pulling('given a rebuilt version that is shown, when it is followed further, then nothing comes twice', async () => {
  const it = world()
  name(it.log, 'customer-a', 'n1', 'n2')
  await caughtUp(it)
  const [page] = await rest(it.store)
  name(it.log, 'customer-a', 'n3')
  const next = toys.map((projection) => (projection.name === 'things' ? { ...projection, version: 2 } : projection))
  const engine = it.run({ projections: next, rebuild: 'automatic', settings: quick })
  const first = await lastValueFrom(
    followChanges({
      store: it.store,
      projection: things,
      table: nameLogTable,
      pollEvery: 5,
      ...(page === undefined ? {} : { after: page.cursor })
    }).pipe(take(1))
  )
  await engine.stop()
  assert.equal(said([first]), ['a n3'])
})

pulling(
  'given a new version in which a customer waits at an event that was handed out long ago, then the later ones come once',
  async () => {
    const it = world()
    name(it.log, 'customer-a', 'a1', 'broken', 'a3')
    await caughtUp(it, steadyToys)
    const before = await rest(it.store)
    assert.equal(said(before), ['a a1', 'a mended', 'a a3'])
    const strict = { ...things, version: 2 }
    const engine = it.run({ projections: [strict], rebuild: 'automatic' })
    await shown(it.store, 2)
    name(it.log, 'customer-a', 'a4')
    name(it.log, 'customer-b', 'b1')
    await reached(engine, it, 'things@2')
    await engine.stop()
    const after = await rest(it.store, before.at(-1)?.cursor)
    assert.equal(said(after), ['b b1'])
    await replayed(it, 'a', 'things@2', [{ ...strict, evolve: steady }])
    assert.equal(said(await rest(it.store, after.at(-1)?.cursor)), ['a a4'])
  }
)

pulling(
  'given a group in partitions that are not equally far, when it is followed, then every row comes once',
  async () => {
    const it = world()
    for (let count = 0; count < 30; count += 1) name(it.log, `customer-${count % 7}`, `n${count}`)
    const engine = it.run({ projections: [things], partitions: 3, settings: { pageSize: 2 } })
    const pages = await lastValueFrom(
      followChanges({ store: it.store, projection: things, table: nameLogTable, pollEvery: 1, limit: 4 }).pipe(
        takeWhile(({ rows }) => rows.at(-1)?.row.to !== 'n29', true),
        toArray()
      )
    )
    await engine.stop()
    assert.equal(said(pages), await inLog(it.store))
  }
)

pulling('given text that is no cursor, or that of another table, then it is refused', async () => {
  const it = world()
  name(it.log, 'customer-a', 'n1')
  await caughtUp(it)
  const [page] = await lastValueFrom(
    followChanges({ store: it.store, projection: things, table: thingTable, once: true }).pipe(toArray())
  )
  for (const after of ['', 'x', '%', encodeURIComponent('["name_log","1"]'), page?.cursor ?? '']) {
    const refused = await rest(it.store, after).catch((error: unknown) => error)
    assert.instance(refused, RangeError)
  }
})
pulling.run()
