import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  START,
  STREAM_NAME,
  StreamNotFoundError
} from '@eventstore/db-client'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type CallFailure, callFailureOf, transientFailure } from './call-failure.js'
import type { EventStoreDBCalls, LogRecord, ReadAllRequest } from './calls.js'
import { appendOfficially, forgetAppends } from './official-append.js'
import { collect, failureOf, storedEventOf } from './official-reads.js'

const isWanted = (streamName: string, prefixes: ReadonlyArray<string> | undefined): boolean =>
  prefixes?.some((prefix) => streamName.startsWith(prefix)) ?? true

/**
 * The calls through the client's own methods. Its appends share one call between all clients of the process; an append that
 * falls silent is answered `Unknown`, but what the client then throws in its own event handlers cannot be caught from here.
 */
export const createOfficialCalls = (client: EventStoreDBClient, timeout: number): EventStoreDBCalls => {
  let closed = false

  const readAll =
    ({ from, limit, prefixes }: ReadAllRequest): TaskEither<CallFailure, ReadonlyArray<LogRecord>> =>
    async () => {
      const options = {
        fromPosition: from === 'start' ? START : from === 'end' ? END : from,
        direction: from === 'end' ? BACKWARDS : FORWARDS,
        maxCount: limit
      } as const
      const records = await collect(
        timeout,
        () => client.readAll(options),
        (recorded): LogRecord => {
          const event = storedEventOf(recorded)
          return { position: event.position, event: isWanted(event.streamName, prefixes) ? event : undefined }
        }
      )
      return E.mapLeft(failureOf)(records)
    }

  return {
    append: (request) => appendOfficially(client, timeout, request),
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
      forgetAppends(client)
    },
    isClosed: () => closed
  }
}
