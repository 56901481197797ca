import { randomUUID } from 'node:crypto'
import { connectEventStoreDB, type EventStoreDBConnection } from '@accountable/adapters/eventstoredb'
import type { NewEvent } from '@accountable/domain/application'
import { type StreamName, streamName } from '@accountable/domain/kernel'
import type { EventStoreDBClient } from '@eventstore/db-client'
import * as E from 'fp-ts/lib/Either.js'
import { benchmarkServer } from '../server.js'

/** Our adapter and the bare client, each on a connection of its own to the same server. */
export interface BothSides {
  readonly adapter: EventStoreDBConnection
  readonly bare: EventStoreDBClient
}

export const withBothSides = async <A>(work: (sides: BothSides) => Promise<A>): Promise<A> => {
  const { connectionString } = await benchmarkServer()
  const adapter = connectEventStoreDB(connectionString)
  const bare = connectEventStoreDB(connectionString)
  try {
    return await work({ adapter, bare: bare.client })
  } finally {
    await bare.close()
    await adapter.close()
  }
}

/** About 500 bytes of JSON. */
export const payload = { text: 'x'.repeat(480), n: 1 }
export const metadata = { by: 'benchmark' }

export const newEvent = (): NewEvent => ({ eventId: randomUUID(), type: 'bench-event', data: payload, metadata })

export const freshStream = (): StreamName => streamName('customer', randomUUID())

export const rightOf = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(`not expected: ${JSON.stringify(either.left)}`)
  return either.right
}
