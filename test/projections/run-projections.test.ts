import { createInMemoryReadModels } from '@accountable/adapters/in-memory'
import { createSqlReadModels, pgliteDatabase } from '@accountable/adapters/postgres'
import { comparePositions, isErased, position } from '@accountable/domain/kernel'
import type { EventFeed, ReadModelStore } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, lastValueFrom, Subject, tap } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { everything, reached, until, untilFrozen, world } from './engine-world.js'
import { name, nameLogTable, things, thingTable, totalTable, toys } from './toy.js'

const summary = async (store: ReadModelStore) => ({
  things: (await everything(store, thingTable)).map(({ row, to }) => [
    row['customerId'],
    row['name'],
    row['times'],
    to === undefined
  ]),
  log: (await everything(store, nameLogTable)).map(({ row }) => [row['customerId'], row['from'], row['to']]),
  totals: (await everything(store, totalTable)).map(({ key, row }) => [key, row['total']])
})

const expected = {
  things: [
    ['a', 'anna', 1, false],
    ['a', 'bert', 2, false],
    ['b', 'bea', 1, true],
    ['a', 'adam', 3, true]
  ],
  log: [
    ['a', null, 'anna'],
    ['a', 'anna', 'bert'],
    ['b', null, 'bea'],
    ['a', 'bert', 'adam']
  ],
  totals: [
    ['b', 2],
    ['a', 2]
  ]
}

const engine = suite('running projections')

const catchUpThenFollow = async (store: ReadModelStore): Promise<void> => {
  const toyWorld = world(store)
  name(toyWorld.log, 'customer-a', 'anna', 'bert')
  name(toyWorld.log, 'other-x', 'nobody')
  name(toyWorld.log, 'customer-b', 'bea')
  const running = toyWorld.run()
  await reached(running, toyWorld)
  name(toyWorld.log, 'customer-a', 'adam')
  const progress = await reached(running, toyWorld)
  assert.is(progress.events, 4)
  await running.stop()
  assert.equal(await summary(store), expected)
}

engine('given events, when it runs, then it catches up and follows, in memory', () =>
  catchUpThenFollow(createInMemoryReadModels())
)

engine('given events, when it runs, then it catches up and follows, in PGlite', async () => {
  const database = await pgliteDatabase()
  await catchUpThenFollow(await createSqlReadModels(database, { schema: 'toys' }))
  await database.close()
})

engine('given a checkpoint, when another engine runs, then it goes on from there', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna', 'bert')
  const first = toyWorld.run()
  await reached(first, toyWorld)
  await first.stop()
  name(toyWorld.log, 'customer-b', 'bea')
  name(toyWorld.log, 'customer-a', 'adam')
  const second = toyWorld.run()
  const progress = await reached(second, toyWorld)
  await second.stop()
  assert.is(progress.events, 2)
  assert.equal(await summary(toyWorld.store), expected)
})

engine('given records that concern nobody, when it has read them, then its checkpoint is beyond them', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna')
  name(toyWorld.log, 'other-x', 'one', 'two', 'three', 'four')
  const running = toyWorld.run()
  const progress = await reached(running, toyWorld)
  assert.is(progress.events, 1)
  await running.stop()
})

engine('given a pause, when events come, then nothing is saved until it is resumed', async () => {
  const toyWorld = world()
  const running = toyWorld.run()
  await until(running, ({ activity }) => activity === 'idle')
  await running.pause()
  name(toyWorld.log, 'customer-a', 'anna')
  await until(running, ({ activity, head }) => activity === 'paused' && head !== undefined)
  assert.equal((await summary(toyWorld.store)).things, [])
  running.resume()
  await reached(running, toyWorld)
  await running.stop()
  assert.is((await summary(toyWorld.store)).things.length, 1)
})

engine('given a pause while two groups become one, then it is over when they have, and nothing goes on', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna')
  const before = toyWorld.run({ projections: [things] })
  await reached(before, toyWorld)
  await before.stop()
  const moving = new Subject<void>()
  const answered = new Subject<void>()
  const moveMembers: ReadModelStore['moveMembers'] = (_members, _from, group) => async () => {
    moving.next()
    await lastValueFrom(answered, { defaultValue: undefined })
    return E.left({ type: 'CheckpointConflict', group })
  }
  const isMoving = firstValueFrom(moving)
  const running = toyWorld.run({ store: { ...toyWorld.store, moveMembers } })
  await isMoving
  const paused = running.pause()
  const some = new Promise((resolve) => setTimeout(resolve, 20, 'not yet'))
  assert.is(await Promise.race([paused, some]), 'not yet')
  answered.complete()
  await paused
  name(toyWorld.log, 'customer-a', 'adam')
  const end = toyWorld.log.records.at(-1)?.position.commit
  const { activity } = await until(running, ({ head }) => head?.commit === end)
  assert.is(activity, 'paused')
  assert.is((await summary(toyWorld.store)).log.length, 1)
  running.resume()
  await reached(running, toyWorld)
  await running.stop()
})

engine('given an engine that loses its group with a page in hand, then it does not say that it lags', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna', 'adam', 'alma')
  let isLost = false
  const store: ReadModelStore = {
    ...toyWorld.store,
    save: ({ group }) => {
      isLost = true
      return async () => E.left({ type: 'CheckpointConflict', group })
    },
    acquireLease: (...args) => (isLost ? async () => E.right(false) : toyWorld.store.acquireLease(...args))
  }
  const running = toyWorld.run({ store })
  const { lagSeconds } = await until(running, ({ activity, head }) => activity === 'standby' && head !== undefined)
  await running.stop()
  assert.is(lagSeconds, 0)
})

engine('given projections that left a group without its answer, then they are run where they are', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna')
  const before = toyWorld.run()
  await reached(before, toyWorld)
  await before.stop()
  let isGone = false
  const store: ReadModelStore = {
    ...toyWorld.store,
    moveMembers:
      (...args) =>
      async () => {
        await toyWorld.store.moveMembers(...args)()
        isGone = true
        return E.left({ type: 'ReadModelsUnavailable', message: 'no answer' })
      },
    acquireLease: (group, ...args) =>
      isGone && group === 'toys' ? async () => E.right(false) : toyWorld.store.acquireLease(group, ...args)
  }
  const running = toyWorld.run({ projections: [things], store })
  name(toyWorld.log, 'customer-a', 'adam')
  await reached(running, toyWorld, 'toys+letters@1')
  await running.stop()
})

engine('given an engine that was stopped, then its lease is free at once', async () => {
  const toyWorld = world()
  const running = toyWorld.run({ settings: { leaseTtl: 60_000 } })
  await until(running, ({ activity }) => activity === 'idle')
  await running.stop()
  const lease = await toyWorld.store.acquireLease('toys', 'somebody else', 1000)()
  assert.equal(lease, E.right(true))
})

engine('given two engines, then one runs and the other takes over when the first one stops', async () => {
  const toyWorld = world()
  const first = toyWorld.run({ owner: 'first' })
  await until(first, ({ activity }) => activity === 'idle')
  const second = toyWorld.run({ owner: 'second' })
  await until(second, ({ activity }) => activity === 'standby')
  name(toyWorld.log, 'customer-a', 'anna', 'bert')
  await reached(first, toyWorld)
  await first.stop()
  name(toyWorld.log, 'customer-b', 'bea')
  name(toyWorld.log, 'customer-a', 'adam')
  await reached(second, toyWorld)
  await second.stop()
  assert.equal(await summary(toyWorld.store), expected)
})

engine(
  'given a poisoned event, then its stream is parked with a pointer and every other customer goes on',
  async () => {
    const toyWorld = world()
    name(toyWorld.log, 'customer-a', 'anna', 'broken', 'adam')
    name(toyWorld.log, 'customer-b', 'bea')
    const running = toyWorld.run()
    await reached(running, toyWorld)
    const { findings } = await until(running, (progress) => progress.findings.size > 0)
    await running.stop()
    const parked = findings.get('customer-a')?.parked
    assert.is(parked?.eventId, toyWorld.log.records[1]?.eventId)
    assert.is(parked?.revision, 1n)
    assert.equal(parked?.reason, { code: 'FoldFailed', message: 'things: this fold cannot stand that name' })
    const { things: versions, totals } = await summary(toyWorld.store)
    assert.equal(versions, [
      ['a', 'anna', 1, true],
      ['b', 'bea', 1, true]
    ])
    assert.equal(totals, [
      ['a', 1],
      ['b', 1]
    ])
  }
)

engine('given an event that cannot be read, then its stream is parked', async () => {
  const toyWorld = world()
  toyWorld.log.store('customer-a', [{ eventId: 'x', type: 'Named', data: '{"name":7}', metadata: '{}' }])
  const running = toyWorld.run()
  const { findings } = await until(running, (progress) => progress.findings.size > 0)
  await running.stop()
  assert.equal(findings.get('customer-a')?.parked?.reason, { code: 'Unreadable', message: 'Named: expected a name' })
})

engine('given an event newer than the code, then everything before it is saved and the engine stops', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna')
  toyWorld.log.store('customer-a', [{ eventId: 'later', type: 'Later', data: '{}', metadata: '{}' }])
  name(toyWorld.log, 'customer-b', 'bea')
  const running = toyWorld.run({ settings: { pageSize: 10 } })
  const { stop, position: at } = await until(running, ({ activity }) => activity === 'stopped')
  await running.stop()
  assert.is(stop?.type, 'UpgradeRequired')
  assert.equal(at, toyWorld.log.records[0]?.position)
  assert.is((await summary(toyWorld.store)).things.length, 1)
})

engine('given metadata that lets the store drop events, or a deletion, then it is found as tampering', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna')
  name(toyWorld.log, 'customer-b', 'bea')
  toyWorld.log.store('$$customer-a', [{ eventId: 'm', type: '$metadata', data: '{"$maxCount":1}', metadata: '{}' }])
  toyWorld.log.deleteStream('customer-b' as never, 'tombstone')
  const running = toyWorld.run()
  const { findings } = await until(running, (progress) => progress.findings.size > 1)
  await running.stop()
  assert.is(findings.get('customer-a')?.tampered?.code, 'RetentionSet')
  assert.is(findings.get('customer-b')?.tampered?.code, 'StreamDeleted')
})

const without = (feed: EventFeed, hides: (eventId: string) => boolean): EventFeed => ({
  ...feed,
  readAll: (after, limit) => async () => {
    const page = await feed.readAll(after, limit)()
    return E.isLeft(page)
      ? page
      : E.right({ ...page.right, events: [...page.right.events].filter(({ eventId }) => !hides(eventId)) })
  }
})

engine('given a feed that loses an event once, then it is read again and nothing is missing', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna', 'bert')
  name(toyWorld.log, 'customer-b', 'bea')
  name(toyWorld.log, 'customer-a', 'adam')
  const lost = toyWorld.log.records[1]?.eventId
  let times = 0
  const feed = without(toyWorld.feed, (eventId) => eventId === lost && ++times === 1)
  const running = toyWorld.run({ feed, settings: { pageSize: 10 } })
  const progress = await reached(running, toyWorld)
  await running.stop()
  assert.is(progress.findings.size, 0)
  assert.equal(await summary(toyWorld.store), expected)
})

engine('given an event that is gone for good, then its customer is parked and the others go on', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna', 'bert', 'adam')
  name(toyWorld.log, 'customer-b', 'bea')
  const lost = toyWorld.log.records[1]?.eventId
  const running = toyWorld.run({ feed: without(toyWorld.feed, (eventId) => eventId === lost) })
  await reached(running, toyWorld)
  const { findings } = await until(running, (progress) => progress.findings.size > 0)
  await running.stop()
  assert.is(findings.get('customer-a')?.parked?.reason.code, 'Gap')
  assert.is((await summary(toyWorld.store)).things.length, 2)
})

engine('given attempt entries of which the first ones expired, then that is no gap', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customerAttempt-a', 'anna', 'bert', 'adam')
  const gone = toyWorld.log.records[0]?.eventId
  const running = toyWorld.run({ feed: without(toyWorld.feed, (eventId) => eventId === gone) })
  const progress = await reached(running, toyWorld)
  await running.stop()
  assert.is(progress.findings.size, 0)
  assert.is((await summary(toyWorld.store)).things.length, 2)
})

for (const [cause, spoil] of Object.entries({
  EventMissing: (feed: EventFeed): EventFeed => ({ ...feed, readAt: () => async () => E.right(undefined) }),
  BeyondTheEnd: (feed: EventFeed): EventFeed => ({
    ...feed,
    head: () => async () => E.right({ position: position(1n, 1n), created: 0 })
  }),
  OtherEvent: (feed: EventFeed): EventFeed => ({
    ...feed,
    readAt: (at) => async () => {
      const found = await feed.readAt(at)()
      return E.isLeft(found) || found.right === undefined ? found : E.right({ ...found.right, eventId: 'another' })
    }
  })
}))
  engine(`given a checkpoint over another store (${cause}), then the engine stops and says so`, async () => {
    const toyWorld = world()
    name(toyWorld.log, 'customer-a', 'anna')
    const first = toyWorld.run()
    await reached(first, toyWorld)
    await first.stop()
    const second = toyWorld.run({ feed: spoil(toyWorld.feed) })
    const { stop } = await until(second, ({ activity }) => activity === 'stopped')
    await second.stop()
    assert.is(stop?.type, 'CheckpointNotOfThisStore')
    assert.is(stop?.type === 'CheckpointNotOfThisStore' && stop.cause, cause)
  })

engine('given a new projection beside one that has begun, then it catches up alone and joins', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna', 'bert')
  const first = toyWorld.run({ projections: [things] })
  await reached(first, toyWorld)
  await first.stop()
  name(toyWorld.log, 'customer-b', 'bea')
  const second = toyWorld.run({ projections: toys })
  await firstValueFrom(second.progress$.pipe(filter((all) => all.size === 1 && all.get('toys')?.activity === 'idle')))
  name(toyWorld.log, 'customer-a', 'adam')
  await reached(second, toyWorld)
  await firstValueFrom(second.progress$.pipe(filter((all) => all.size === 1)))
  await reached(second, toyWorld)
  await second.stop()
  const members = await toyWorld.store.members()()
  assert.equal(E.isRight(members) && members.right.map(({ group }) => group), ['toys', 'toys'])
  assert.equal(await summary(toyWorld.store), expected)
})

engine('given a group with a projection that the process lacks, then its own ones go on apart', async () => {
  const toyWorld = world()
  name(toyWorld.log, 'customer-a', 'anna', 'bert')
  const first = toyWorld.run()
  await reached(first, toyWorld)
  await first.stop()
  name(toyWorld.log, 'customer-b', 'bea')
  name(toyWorld.log, 'customer-a', 'adam')
  const second = toyWorld.run({ projections: [things] })
  await reached(second, toyWorld, 'toys+letters@1')
  await untilFrozen(second, 'letters 1')
  await second.stop()
  const { things: versions, totals } = await summary(toyWorld.store)
  assert.equal(versions, expected.things)
  assert.equal(totals, [
    ['a', 1],
    ['b', 1]
  ])
  const checkpoint = await toyWorld.store.checkpoint('toys')()
  assert.ok(E.isRight(checkpoint) && checkpoint.right && toyWorld.log.records[1])
  assert.is(comparePositions(checkpoint.right.position, toyWorld.log.records[1].position), 0)
})

engine('given a store and a feed that are down again and again, then nothing is lost or doubled', async () => {
  const toyWorld = world()
  let calls = 0
  const down =
    <A>(task: () => () => Promise<A>, failure: unknown) =>
    async (): Promise<A> =>
      ++calls % 3 === 0 ? (E.left(failure) as A) : await task()()
  const feed: EventFeed = {
    ...toyWorld.feed,
    readAll: (after, limit) =>
      down(() => toyWorld.feed.readAll(after, limit), { type: 'FeedUnavailable', message: 'down' })
  }
  const store: ReadModelStore = {
    ...toyWorld.store,
    save: (save) => down(() => toyWorld.store.save(save), { type: 'ReadModelsUnavailable', message: 'down' })
  }
  name(toyWorld.log, 'customer-a', 'anna', 'bert')
  name(toyWorld.log, 'customer-b', 'bea')
  name(toyWorld.log, 'customer-a', 'adam')
  const running = toyWorld.run({ feed, store, settings: { pageSize: 1 } })
  await reached(running, toyWorld)
  await running.stop()
  assert.equal(await summary(toyWorld.store), expected)
  assert.not((await everything(toyWorld.store, thingTable)).some(({ row }) => isErased(row['name'])))
})

engine(
  'given an event that comes after the next page was read, and before it is looked at, then its hint is heard',
  async () => {
    const store = createInMemoryReadModels()
    const heard$ = new Subject<void>()
    let isNext = false
    const toyWorld = world({
      ...store,
      loadPage: (group, keys) => async () => {
        if (isNext) {
          isNext = false
          await new Promise((resolve) => setTimeout(resolve, 20)) // The page behind this one is read meanwhile: it is empty.
          const heard = firstValueFrom(heard$)
          name(toyWorld.log, 'customer-b', 'bea')
          await heard
        }
        return await store.loadPage(group, keys)()
      }
    })
    const feed: EventFeed = { ...toyWorld.feed, appended$: (after) => toyWorld.feed.appended$(after).pipe(tap(heard$)) }
    const running = toyWorld.run({ feed, settings: { pollEvery: 3_600_000 } })
    name(toyWorld.log, 'customer-a', 'anna')
    await reached(running, toyWorld)
    await until(running, ({ activity }) => activity === 'idle')
    isNext = true
    name(toyWorld.log, 'customer-c', 'carl')
    await until(running, ({ events }) => events === 3)
    await running.stop()
  }
)

engine.run()
