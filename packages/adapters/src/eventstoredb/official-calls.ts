import { type Json, position, type Revision, revision, type StoredEvent } from '@accountable/domain/kernel'
import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  type RecordedEvent,
  START,
  STREAM_NAME,
  type StreamingRead,
  StreamNotFoundError,
  WrongExpectedVersionError
} from '@eventstore/db-client'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type CallFailure, callFailureOf, transientFailure } from './call-failure.js'
import type { AppendAnswer, AppendRequest, EventStoreDBCalls, LogRecord, ReadAllRequest } from './calls.js'

interface Resolved {
  readonly event?: RecordedEvent
}

/** The client parses where it can; nothing where there was nothing, and a text where JSON is malformed, which we cannot tell. */
const bodyOf = (body: unknown): Json | Uint8Array => {
  if (body === undefined) return new Uint8Array()
  return body instanceof Uint8Array ? new Uint8Array(body) : (body as Json)
}

const storedEventOf = (event: RecordedEvent): StoredEvent => ({
  streamName: event.streamId,
  revision: event.revision as Revision, // as read, whatever it is: one odd record must not stop a feed
  position: position(event.position?.commit ?? 0n, event.position?.prepare ?? 0n),
  eventId: event.id,
  type: event.type,
  created: event.created.getTime(),
  data: bodyOf(event.data),
  metadata: bodyOf(event.metadata)
})

/** Everything that a read yields. A read that falls silent is given up, and the call ended in any case: the client leaks it. */
const collect = <A>(
  timeout: number,
  read: () => StreamingRead<Resolved>,
  item: (event: RecordedEvent) => A
): Promise<E.Either<CallFailure | StreamNotFoundError, ReadonlyArray<A>>> =>
  new Promise((resolve) => {
    const items: Array<A> = []
    const stream = read()
    const settle = (outcome: E.Either<CallFailure | StreamNotFoundError, ReadonlyArray<A>>): void => {
      clearTimeout(watchdog)
      stream.cancel().catch(() => undefined)
      resolve(outcome)
    }
    const watchdog = setTimeout(() => settle(E.left(transientFailure(`no answer within ${timeout} ms`))), timeout)
    stream.on('data', ({ event }: Resolved) => {
      watchdog.refresh()
      try {
        if (event !== undefined) items.push(item(event))
      } catch (error) {
        settle(E.left(callFailureOf(error)))
      }
    })
    stream.on('error', (error) => settle(E.left(error instanceof StreamNotFoundError ? error : callFailureOf(error))))
    stream.on('end', () => settle(E.right(items)))
  })

const failureOf = (left: CallFailure | StreamNotFoundError): CallFailure =>
  left instanceof StreamNotFoundError ? callFailureOf(left) : left

const encoder = new TextEncoder()

/** Metadata as bytes: the client drops whatever JSON is falsy. Data parsed anew: the client turns it into text later, by itself. */
const proposed = ({ events }: AppendRequest) =>
  events.map(({ eventId, type, data, metadata }) =>
    jsonEvent({ id: eventId, type, data: JSON.parse(data), metadata: encoder.encode(metadata) })
  )

const certain: Record<string, (message: string) => AppendAnswer> = {
  'stream-deleted': () => ({ type: 'StreamDeleted' }),
  'maximum-append-size-exceeded': (message) => ({ type: 'Impossible', message }),
  'access-denied': (message) => ({ type: 'NotStored', message, transient: false })
}

const appendAnswerOf = (error: unknown): AppendAnswer => {
  if (error instanceof WrongExpectedVersionError) {
    const { actualVersion } = error
    return {
      type: 'RevisionMismatch',
      actual: typeof actualVersion === 'bigint' && actualVersion >= 0n ? revision(actualVersion) : 'noStream'
    }
  }
  const failure = callFailureOf(error)
  const message = failure.type === 'StreamDeleted' ? failure.type : failure.message
  const type = typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : ''
  return certain[type]?.(message) ?? { type: 'Unknown', message }
}

/** The client that appends this way: a broken connection of one fails the appends of all, so there is one a process. */
let appendingClient: EventStoreDBClient | undefined

/**
 * The calls through the client's own methods. Its appends share one call between all clients of the process; an append that
 * falls silent is answered `Unknown`, but what the client then throws in its own event handlers cannot be caught from here.
 */
export const createOfficialCalls = (client: EventStoreDBClient, timeout: number): EventStoreDBCalls => {
  let closed = false

  const append = async ({ streamName, expected, events }: AppendRequest): Promise<AppendAnswer> => {
    appendingClient ??= client
    if (appendingClient !== client) {
      return {
        type: 'NotStored',
        message: 'another client of this process appends through official calls',
        transient: false
      }
    }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<AppendAnswer>((resolve) => {
      timer = setTimeout(() => resolve({ type: 'Unknown', message: `no answer within ${timeout} ms` }), timeout)
    })
    const appending = client
      .appendToStream(streamName, proposed({ streamName, expected, events }), {
        expectedRevision: expected === 'noStream' ? NO_STREAM : expected
      })
      .then(
        ({ nextExpectedRevision, position: at }): AppendAnswer => ({
          type: 'Stored',
          revision: revision(nextExpectedRevision),
          position: at && position(at.commit, at.prepare)
        }),
        appendAnswerOf
      )
    try {
      return await Promise.race([appending, late])
    } finally {
      clearTimeout(timer)
    }
  }

  const readAll =
    ({ from, limit, prefixes }: ReadAllRequest): TaskEither<CallFailure, ReadonlyArray<LogRecord>> =>
    async () => {
      const options = {
        fromPosition: from === 'start' ? START : from === 'end' ? END : from,
        direction: from === 'end' ? BACKWARDS : FORWARDS,
        maxCount: limit
      } as const
      const isWanted = (name: string): boolean => prefixes?.some((prefix) => name.startsWith(prefix)) ?? true
      const records = await collect(
        timeout,
        () => client.readAll(options),
        (recorded): LogRecord => {
          const event = storedEventOf(recorded)
          return { position: event.position, event: isWanted(event.streamName) ? event : undefined }
        }
      )
      return E.mapLeft(failureOf)(records)
    }

  return {
    append,
    readAll,
    readStream:
      ({ streamName, from, limit }) =>
      async () => {
        const options = {
          fromRevision: from === 'end' ? END : from,
          direction: from === 'end' ? BACKWARDS : FORWARDS,
          maxCount: limit
        } as const
        const events = await collect(timeout, () => client.readStream(streamName, options), storedEventOf)
        if (E.isLeft(events) && events.left instanceof StreamNotFoundError) return E.right('notFound')
        return E.mapLeft(failureOf)(events)
      },
    subscribe: (prefixes, listener) => {
      let stopped = false
      const alive = (): void => {
        if (!stopped) listener.alive()
      }
      const subscription = client.subscribeToAll({
        fromPosition: END,
        filter: {
          filterOn: STREAM_NAME,
          prefixes: [...prefixes],
          checkpointInterval: 1,
          checkpointReached: async () => alive()
        }
      })
      const stop = (): void => {
        stopped = true
        subscription.unsubscribe().catch(() => undefined)
      }
      const end = (failure: CallFailure): void => {
        if (stopped) return
        stop()
        listener.ended(failure)
      }
      subscription.on('confirmation', () => stopped || listener.confirmed())
      subscription.on('data', () => stopped || listener.event())
      subscription.on('caughtUp', alive)
      subscription.on('error', (error) => end(callFailureOf(error)))
      subscription.on('end', () => end(transientFailure('the server ended the subscription')))
      return stop
    },
    close: () => {
      closed = true
      if (appendingClient === client) appendingClient = undefined
    },
    isClosed: () => closed
  }
}
