import { setTimeout as sleep } from 'node:timers/promises'
import type { AppendError, Appended } from '@accountable/domain/application'
import { revision } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { AppendAnswer, AppendRequest, EventStoreDBCalls } from './calls.js'
import { pauseAfter } from './with-retry.js'

type Outcome = E.Either<AppendError, Appended>

const deleted = (streamName: string): Outcome => E.left({ type: 'StreamDeleted', streamName })

/**
 * Looks whether the append is there: its own event ids at the revisions that it would have. Nothing when it is not, or cannot be
 * seen: then the same append again is safe, for the server compares the ids at an exact revision too.
 */
const find = async (
  calls: EventStoreDBCalls,
  { streamName, expected, events }: AppendRequest
): Promise<Outcome | undefined> => {
  const from = expected === 'noStream' ? revision(0) : revision(expected + 1n)
  const page = await calls.readStream({ streamName, from, limit: events.length })()
  if (E.isLeft(page)) return page.left.type === 'StreamDeleted' ? deleted(streamName) : undefined
  if (page.right === 'notFound' || page.right.length !== events.length) return undefined
  const isThere = page.right.every(
    (event, index) => event.revision === from + BigInt(index) && event.eventId === events[index]?.eventId
  )
  const last = page.right.at(-1)
  return isThere && last !== undefined ? E.right({ revision: last.revision, position: last.position }) : undefined
}

/** What an answer settles; nothing where the append has to be looked for, or tried again. */
const settle = async (
  calls: EventStoreDBCalls,
  request: AppendRequest,
  answer: AppendAnswer
): Promise<Outcome | undefined> => {
  switch (answer.type) {
    case 'Stored':
      if (answer.position !== undefined) return E.right({ revision: answer.revision, position: answer.position })
      // Known, but hidden: somebody deleted or truncated the stream after the first try.
      return (await find(calls, request)) ?? deleted(request.streamName)
    case 'RevisionMismatch':
      return E.left(answer)
    case 'StreamDeleted':
      return deleted(request.streamName)
    case 'Impossible':
      return E.left({ type: 'AppendImpossible', message: answer.message })
    case 'Unknown':
      return find(calls, request)
    case 'NotStored':
      return undefined
  }
}

/**
 * Appends, as often as it takes to know the outcome, and stores once: every try has the same event ids and the same exact
 * revision. When `patience` (milliseconds) is over, `OutcomeUnknown` if any try may have been stored, else `StoreUnavailable`.
 */
export const appendOnce = async (
  calls: EventStoreDBCalls,
  patience: number,
  request: AppendRequest
): Promise<Outcome> => {
  const start = performance.now()
  let unsure = false
  for (let failures = 1; ; failures++) {
    const answer = await calls.append(request)
    const outcome = await settle(calls, request, answer)
    if (outcome !== undefined) return outcome
    if (answer.type === 'Unknown') unsure = true
    const message = 'message' in answer ? answer.message : answer.type
    const pause = pauseAfter(failures)
    const isLasting = answer.type === 'NotStored' && !answer.transient
    if (isLasting || performance.now() - start + pause > patience) {
      return E.left(unsure ? { type: 'OutcomeUnknown', message } : { type: 'StoreUnavailable', message })
    }
    await sleep(pause)
  }
}
