import {
  connectEventStoreDB,
  createEventStoreDBEventFeed,
  createEventStoreDBEventStore
} from '@accountable/adapters/eventstoredb'
import { EventStoreDBClient } from '@eventstore/db-client'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'

const t = suite('the EventStoreDB adapter and its client')

const refused = (client: unknown): void => {
  for (const create of [createEventStoreDBEventStore, createEventStoreDBEventFeed]) {
    try {
      create(client as EventStoreDBClient)
    } catch (error) {
      assert.instance(error, TypeError)
      assert.match(String(error), /expected revision/)
      continue
    }
    assert.unreachable('an unknown client was accepted')
  }
}

/** Has every member of the known client that the adapter reaches for. */
class LookAlike {
  readonly connectionName = 'a name'
  appendToStream = async () => ({ success: true, nextExpectedRevision: 0n })
  readStream = () => []
  readAll = () => []
  getGRPCClient = async () => undefined
  callArguments = () => []
  handleError = async () => undefined
  disposableStreams = new Set()
}

t('given an object with all that the adapter needs, when a port is created, then it is refused', () => {
  refused(new LookAlike())
})

t('given a class of the right name, when a port is created, then it is refused', () => {
  const Impostor = { EventStoreDBClient: class extends LookAlike {} }.EventStoreDBClient
  assert.is(Impostor.name, 'EventStoreDBClient')
  refused(new Impostor())
})

t('given an object that only inherits from the client, when a port is created, then it is refused', () => {
  refused(Object.create(EventStoreDBClient.prototype))
  const { connectionName: _, ...inside } = new LookAlike()
  refused(Object.assign(Object.create(EventStoreDBClient.prototype) as object, inside))
})

t('given nothing at all, when a port is created, then it is refused', () => {
  for (const nothing of [undefined, null, {}, 'esdb://127.0.0.1']) refused(nothing)
})

t('given a client of the known package, when a port is created, then it is taken, whoever made it', () => {
  const client = EventStoreDBClient.connectionString('esdb://127.0.0.1:1?tls=false')
  createEventStoreDBEventStore(client)
  createEventStoreDBEventFeed(client)
  class Extended extends EventStoreDBClient {}
  createEventStoreDBEventStore(new Extended({ endpoint: '127.0.0.1:1' }, { insecure: true }))
})

t('given a connection string that is none, when connecting, then the error names no secret', () => {
  for (const string of [
    'esdb://root:hunter2@host:port:port',
    'http://root:hunter2@host',
    'esdb://root:hunter2@h?tls=perhaps'
  ]) {
    try {
      connectEventStoreDB(string)
      assert.unreachable(`${string} was understood`)
    } catch (error) {
      assert.instance(error, TypeError)
      assert.not.match(`${String(error)} ${(error as Error).stack}`, /hunter2|root/)
    }
  }
})

t.run()
