import type { EventStore } from '@accountable/domain/application'
import { type EventFeed, feedPrefixes } from '@accountable/projections'
import { EventStoreDBClient } from '@eventstore/db-client'
import { withoutSecrets } from './call-failure.js'
import type { EventStoreDBCalls } from './calls.js'
import { eventFeedOver } from './event-feed.js'
import { eventStoreOver } from './event-store.js'
import { assertKnownClient, seamOf } from './known-client.js'
import { createLeanCalls } from './lean-calls.js'
import { createOfficialCalls } from './official-calls.js'
import { defaults, type EventStoreDBOptions } from './options.js'
import { dialWithReceiveWindow } from './receive-window.js'

const callsOf = (
  client: EventStoreDBClient,
  { calls, timeout = defaults.timeout }: EventStoreDBOptions
): EventStoreDBCalls => {
  const known = assertKnownClient(client)
  const seam = calls === 'official' ? undefined : seamOf(known)
  if (seam === undefined && calls === 'lean')
    throw new TypeError('the inside of this client is not known: no lean calls')
  return seam === undefined ? createOfficialCalls(known, timeout) : createLeanCalls(seam, timeout)
}

const storeOver = (calls: EventStoreDBCalls, { patience = defaults.patience }: EventStoreDBOptions): EventStore =>
  eventStoreOver(calls, patience)

const feedOver = (
  calls: EventStoreDBCalls,
  { patience = defaults.patience, idleCheck = defaults.idleCheck, prefixes = feedPrefixes }: EventFeedOptions
): EventFeed => eventFeedOver(calls, prefixes, { patience, idleCheck })

export interface EventFeedOptions extends EventStoreDBOptions {
  /** Beginnings of the names of the streams that the feed yields. Default: `feedPrefixes`. */
  readonly prefixes?: ReadonlyArray<string>
}

/**
 * The EventStore port on a client that the caller made and disposes of. `client.dispose()` ends its calls.
 *
 * @throws TypeError for anything but an EventStoreDBClient of @eventstore/db-client 6.
 */
export const createEventStoreDBEventStore = (
  client: EventStoreDBClient,
  options: EventStoreDBOptions = {}
): EventStore => storeOver(callsOf(client, options), options)

/**
 * The EventFeed port on a client that the caller made and disposes of. Its user needs the right to read `$all`.
 *
 * @throws TypeError for anything but an EventStoreDBClient of @eventstore/db-client 6.
 */
export const createEventStoreDBEventFeed = (client: EventStoreDBClient, options: EventFeedOptions = {}): EventFeed =>
  feedOver(callsOf(client, options), options)

export interface ConnectionOptions extends EventFeedOptions {
  /**
   * Bytes that the server may send before this side acknowledges them, 65,535 (HTTP/2's own and the default) to 2^31 - 1. A server
   * can send no more than this in the time of a round trip: at 30 ms the default limits reading to 2 MB/s, 1 MiB to 35 MB/s. As
   * many bytes may have to be kept in memory.
   */
  readonly receiveWindow?: number
}

/** Both ports over one connection. */
export interface EventStoreDBConnection {
  readonly client: EventStoreDBClient
  readonly eventStore: EventStore
  readonly eventFeed: EventFeed
  /** Ends every call and the connection. Appends under way answer OutcomeUnknown. */
  readonly close: () => Promise<void>
}

/** The client's own errors quote the string, which may hold a password: this one has neither their quotation nor a cause. */
const clientOf = (connectionString: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(connectionString)
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^Unexpected ".*" at/s, 'unexpected text at') : ''
    // oxlint-disable-next-line preserve-caught-error -- it holds the whole string
    throw new TypeError(`not a connection string: ${withoutSecrets(message)}`)
  }
}

const closeChannel = async (client: EventStoreDBClient): Promise<void> => {
  const { getChannel } = client as unknown as { getChannel?: () => Promise<{ close: () => void }> }
  const channel = await getChannel?.()
  channel?.close()
}

/**
 * Connects to a server or a cluster: `esdb://host:2113?tls=false`, `esdb://user:password@host:2113?tlsCAFile=…`,
 * `esdb+discover://…` (see the client's documentation: everything is passed through). Nothing is dialled before the first call.
 *
 * @throws TypeError for a string that the client does not understand, without user and password; RangeError for a window that
 * HTTP/2 does not allow.
 */
export const connectEventStoreDB = (
  connectionString: string,
  options: ConnectionOptions = {}
): EventStoreDBConnection => {
  const client = clientOf(connectionString)
  if (options.receiveWindow !== undefined) dialWithReceiveWindow(client, options.receiveWindow)
  const calls = callsOf(client, options)
  return {
    client,
    eventStore: storeOver(calls, options),
    eventFeed: feedOver(calls, options),
    close: async () => {
      calls.close()
      await client.dispose()
      await closeChannel(client).catch(() => undefined)
    }
  }
}
