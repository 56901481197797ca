import { randomUUID } from 'node:crypto'
import { connectEventStoreDB, type EventStoreDBConnection } from '@accountable/adapters/eventstoredb'
import {
  comparePositions,
  type Position,
  position,
  revision,
  type StoredEvent,
  type StreamName,
  streamName
} from '@accountable/domain/kernel'
import { binaryEvent, type EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { recorded } from './answers.js'
import { startScriptedServer } from './scripted-server.js'
import { startServer, type TestServer } from './test-server.js'

const t = suite('lean and official calls')

let server: TestServer
let lean: EventStoreDBConnection
let official: EventStoreDBConnection

t.before(async () => {
  server = await startServer()
  lean = connectEventStoreDB(server.connectionString)
  official = connectEventStoreDB(server.connectionString, { calls: 'official' })
})

t.after(async () => {
  await lean.close()
  await official.close()
  await server.stop()
})

const rightOf = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

/** What other programs write, and this library never would. */
const fillStream = async (client: EventStoreDBClient, stream: StreamName): Promise<void> => {
  const odd = new Uint8Array([0, 255, 128, 10])
  await client.appendToStream(stream, [
    jsonEvent({ type: 'plain', data: { n: 1 }, metadata: { by: 'me' } }),
    jsonEvent({ type: 'without metadata', data: { n: 2 } }),
    jsonEvent({ type: 'binary metadata', data: { n: 3 }, metadata: odd }),
    binaryEvent({ type: 'binary', data: odd, metadata: { by: 'me' } }),
    binaryEvent({ type: 'binary that looks like JSON', data: Buffer.from('{"n":4}') }),
    binaryEvent({ type: 'empty binary', data: new Uint8Array() }),
    jsonEvent({ type: 'clé 日本 😀', data: { ключ: 'Ünïcödé', fraction: 0.5, big: 1e21, nested: [{ a: [null] }] } }),
    jsonEvent({ type: 'a replacement character', data: { text: '\ufffd' } }),
    jsonEvent({ type: 'large', data: { text: 'x'.repeat(300_000) } }),
    jsonEvent({ type: 'x'.repeat(5_000), data: {} })
  ])
}

const readEverything = async (
  { eventStore, eventFeed }: EventStoreDBConnection,
  stream: StreamName,
  after: Position,
  last: Position
) => {
  const found: Array<StoredEvent> = []
  for (let from = after; comparePositions(from, last) < 0; ) {
    const { events, readUpTo } = rightOf(await eventFeed.readAll(from, 4)())
    if (readUpTo === undefined) break
    found.push(...[...events].filter((one) => comparePositions(one.position, last) <= 0)) // others may write after it
    from = readUpTo
  }
  const events = rightOf(await eventStore.readStream(stream, revision(0), 100)())
  return {
    events,
    found,
    backwards: rightOf(await eventStore.readStreamBackwards(stream, 5)()),
    tail: rightOf(await eventStore.readStream(stream, revision(7), 2)()),
    each: await Promise.all(events.map(async (one) => rightOf(await eventFeed.readAt(one.position)())))
  }
}

t('given events of every kind, when read both ways, then they are the same, field by field', async () => {
  const stream = streamName('customer', `日本-${randomUUID()}`)
  const positionOf = async (name: string): Promise<Position> => {
    const { position: at } = await lean.client.appendToStream(
      `${name}-${randomUUID()}`,
      jsonEvent({ type: 'a mark', data: {} })
    )
    return position(at?.commit ?? 0n, at?.prepare ?? 0n)
  }
  const after = await positionOf('customer')
  await fillStream(lean.client, stream)
  await lean.client.setStreamMetadata(stream, { maxCount: 1_000 })
  const last = await positionOf('other')
  const [one, other] = [
    await readEverything(lean, stream, after, last),
    await readEverything(official, stream, after, last)
  ]
  assert.is(one.events.length, 10)
  assert.equal(one, other)
  assert.equal(one.each, one.events)
  assert.equal(
    one.found.filter((found) => found.streamName === stream),
    one.events
  )
})

t('given bytes that are no JSON under the name of JSON, when read, then the lean calls answer the bytes', async () => {
  const bodies = ['{"cut":', '', '{"\u0000', 'nul']
    .map((text) => Buffer.from(text))
    .concat(Buffer.from([123, 125, 255]))
  const quoted = Buffer.from([34, 255, 254, 34]) // a JSON text that is no UTF-8
  const all = [...bodies, quoted]
  const scripted = await startScriptedServer({
    read: (call) => {
      for (const [index, data] of all.entries()) {
        call.write(recorded({ streamName: 'customer-1', revision: index, position: index + 1, data, metadata: data }))
      }
      call.end()
    }
  })
  const connection = connectEventStoreDB(scripted.connectionString)
  const events: ReadonlyArray<StoredEvent> = rightOf(
    await connection.eventStore.readStream('customer-1' as StreamName, revision(0), 9)()
  )
  for (const [index, { data, metadata }] of events.entries()) {
    assert.equal(data, new Uint8Array(all[index] ?? []))
    assert.equal(metadata, new Uint8Array(all[index] ?? []))
  }
  assert.is(events.length, all.length)
  assert.is(events[0]?.created, 1_700_000_000_000)
  await connection.close()
  scripted.stop()
})

t('given numbers beyond 2^53, when read both ways, then none is rounded', async () => {
  const last = 9_223_372_036_854_775_807n
  const scripted = await startScriptedServer({
    read: (call) => {
      const answer = recorded({ streamName: 'customer-1', revision: 0, position: 1 })
      const record = answer.getEvent()?.getEvent()
      record?.setStreamRevision(String(last))
      record?.setCommitPosition(String(2n ** 60n + 1n))
      record?.setPreparePosition(String(2n ** 53n + 1n))
      call.write(answer)
      call.end()
    }
  })
  for (const calls of ['lean', 'official'] as const) {
    const { eventFeed, close } = connectEventStoreDB(scripted.connectionString, { calls })
    const [found] = rightOf(await eventFeed.readAll(undefined, 1)()).events
    assert.is(found?.revision, last)
    assert.is(found?.position.commit, 2n ** 60n + 1n)
    assert.is(found?.position.prepare, 2n ** 53n + 1n)
    await close()
  }
  scripted.stop()
})

t.run()
