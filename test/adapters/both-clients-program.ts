// node both-clients-program.js CONNECTION_STRING: a process that has loaded the official client and, after it, its successor.
// The two share one global `proto`, in which the successor's messages replace the client's; no suite may share a process with
// that, so this is a program of its own. Prints one JSON line: what happened.
import { randomUUID } from 'node:crypto'
import {
  connectEventStoreDB,
  createEventStoreDBEventFeed,
  createEventStoreDBEventStore
} from '@accountable/adapters/eventstoredb'
import { revision, streamName } from '@accountable/domain/kernel'
import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import * as E from 'fp-ts/lib/Either.js'

const { KurrentDBClient: Successor } = await import('@kurrent/kurrentdb-client') // a static import would be loaded first

const [connectionString = ''] = process.argv.slice(2)

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)

const refusals = [createEventStoreDBEventStore, createEventStoreDBEventFeed].map((create) => {
  try {
    create(Successor.connectionString('kurrentdb://127.0.0.1:2113?tls=false') as unknown as EventStoreDBClient)
    return 'accepted'
  } catch (error) {
    return messageOf(error)
  }
})

const connection = connectEventStoreDB(connectionString)
const stream = streamName('customer', randomUUID())
const eventId = randomUUID()
const officially = await connection.client.appendToStream(stream, jsonEvent({ type: 'by the client', data: {} })).then(
  () => 'appended',
  (error: unknown) => messageOf(error)
)
const appended = await connection.eventStore.appendToStream(stream, 'noStream', [
  { eventId, type: 'by the adapter', data: { n: 1 }, metadata: {} }
])()
const read = await connection.eventStore.readStream(stream, revision(0), 9)()
await connection.close()

console.log(
  JSON.stringify({
    refusals,
    officially,
    appended: E.isRight(appended),
    read: E.isRight(read) ? read.right.map(({ type, data }) => ({ type, data })) : read.left
  })
)
process.exit() // the successor keeps handles of its own
