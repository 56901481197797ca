import type {
  AppendError,
  Appended,
  EventStore,
  NewEvent,
  ReadError,
  ReadOptions
} from '@accountable/domain/application'
import { type ExpectedRevision, isJsonObject, type StoredEvent } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { prepareAppend } from '../prepare-append.js'
import { appendOnce } from './append-once.js'
import type { CallFailure } from './call-failure.js'
import type { EventStoreDBCalls, ReadStreamRequest } from './calls.js'
import { withRetry } from './with-retry.js'

type Read = E.Either<ReadError, ReadonlyArray<StoredEvent>>

/** `$tb` of a softly deleted stream is 2^63 - 1, which `JSON.parse` rounds. */
const isSoftDeletion = ({ data }: StoredEvent): boolean =>
  !(data instanceof Uint8Array) && isJsonObject(data) && Number(data['$tb']) >= 2 ** 63

const readErrorOf = (failure: CallFailure, streamName: string): ReadError =>
  failure.type === 'StreamDeleted'
    ? { type: 'StreamDeleted', streamName }
    : { type: 'StoreUnavailable', message: failure.message }

/** The EventStore port over the calls to a server. */
export const eventStoreOver = (calls: EventStoreDBCalls, patience: number): EventStore => {
  const read = (request: ReadStreamRequest) => withRetry(patience, calls.readStream(request))

  /** A stream that is not found was never written, or was softly deleted; only its metadata tell. */
  const readMissing = async (streamName: string): Promise<Read> => {
    const metadata = await read({ streamName: `$$${streamName}`, from: 'end', limit: 1 })()
    if (E.isLeft(metadata)) return E.left(readErrorOf(metadata.left, streamName))
    const deleted = metadata.right !== 'notFound' && metadata.right.some(isSoftDeletion)
    return deleted ? E.left({ type: 'StreamDeleted', streamName }) : E.right([])
  }

  const readEvents =
    (
      request: ReadStreamRequest,
      { lastFoundEmpty = false }: ReadOptions = {}
    ): TaskEither<ReadError, ReadonlyArray<StoredEvent>> =>
    async () => {
      const page = await read(request)()
      if (E.isLeft(page)) return E.left(readErrorOf(page.left, request.streamName))
      if (page.right !== 'notFound') return E.right(page.right)
      return lastFoundEmpty ? E.right([]) : readMissing(request.streamName)
    }

  const append = (
    streamName: string,
    expected: ExpectedRevision,
    events: ReadonlyArray<NewEvent>
  ): TaskEither<AppendError, Appended> => {
    const prepared = prepareAppend(streamName, expected, events) // now: what the caller does to its objects later changes nothing
    return E.isLeft(prepared)
      ? async () => prepared
      : () => appendOnce(calls, patience, { streamName, expected, events: prepared.right })
  }

  return {
    readStream: (streamName, from, limit) => readEvents({ streamName, from, limit }),
    readStreamBackwards: (streamName, limit, options) => readEvents({ streamName, from: 'end', limit }, options),
    appendToStream: append
  }
}
