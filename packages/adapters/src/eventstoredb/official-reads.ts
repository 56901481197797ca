import { type Json, position, type Revision, type StoredEvent } from '@accountable/domain/kernel'
import { type RecordedEvent, type StreamingRead, StreamNotFoundError } from '@eventstore/db-client'
import * as E from 'fp-ts/lib/Either.js'
import { type CallFailure, callFailureOf, transientFailure } from './call-failure.js'

interface Resolved {
  readonly event?: RecordedEvent
}

/** The client parses where it can; nothing where there was nothing, and a text where JSON is malformed, which we cannot tell. */
const bodyOf = (body: unknown): Json | Uint8Array => {
  if (body === undefined) return new Uint8Array()
  return body instanceof Uint8Array ? new Uint8Array(body) : (body as Json)
}

/** An event as the client reads it, as the port answers it. */
export const storedEventOf = (event: RecordedEvent): StoredEvent => ({
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
export const collect = <A>(
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

export const failureOf = (left: CallFailure | StreamNotFoundError): CallFailure =>
  left instanceof StreamNotFoundError ? callFailureOf(left) : left
