import { position, revision } from '@accountable/domain/kernel'
import { type EventStoreDBClient, jsonEvent, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client'
import { callFailureOf } from './call-failure.js'
import type { AppendAnswer, AppendRequest } from './calls.js'

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

/** When a client is done: another one may append this way then. */
export const forgetAppends = (client: EventStoreDBClient): void => {
  if (appendingClient === client) appendingClient = undefined
}

/** One append through the client's own method, given up when it falls silent. */
export const appendOfficially = async (
  client: EventStoreDBClient,
  timeout: number,
  { streamName, expected, events }: AppendRequest
): Promise<AppendAnswer> => {
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
