import type { EventLog } from '../storage/event-log.js'
import { TOMBSTONE } from '../storage/log-index.js'
import type { ExpectedRevision } from './expected-revision.js'
import { metastreamOf, SOFT_DELETED_JSON } from './stream-metadata.js'
import type { StreamState, StreamStates } from './stream-state.js'
import { systemEvent } from './system-event.js'

export type DeleteResult =
  | { readonly kind: 'done'; readonly position: number }
  | { readonly kind: 'wrong-expected-revision'; readonly lastRevision: number }
  | { readonly kind: 'deleted' }

/** Hides all events of a stream, until it is written to again. Its metadata is replaced. */
export const softDelete = async (
  log: EventLog,
  states: StreamStates,
  stream: string,
  expected: ExpectedRevision
): Promise<DeleteResult> => {
  const state = states.staged(stream)
  const refusal = judge(state, expected) ?? (exists(state) ? undefined : wrong(state))
  if (refusal) return refused(log, refusal)
  const { name, lastRevision } = states.staged(metastreamOf(stream))
  const { first, durable } = log.append([
    { stream: name, firstRevision: lastRevision + 1, events: [systemEvent('$metadata', SOFT_DELETED_JSON)] }
  ])
  await durable
  return { kind: 'done', position: log.index.positionOf(first) }
}

/** Closes a stream for ever. */
export const tombstone = async (
  log: EventLog,
  states: StreamStates,
  stream: string,
  expected: ExpectedRevision
): Promise<DeleteResult> => {
  const refusal = judge(states.staged(stream), expected)
  if (refusal) return refused(log, refusal)
  const marker = { ...systemEvent('$streamDeleted', ''), isJson: false }
  const { first, durable } = log.append([{ stream, firstRevision: TOMBSTONE, events: [marker] }])
  await durable
  return { kind: 'done', position: log.index.positionOf(first) }
}

/** A refusal rests on what is staged: it is answered when that is safe. */
const refused = async (log: EventLog, refusal: DeleteResult): Promise<DeleteResult> => {
  await log.settled()
  return refusal
}

const exists = ({ lastRevision, hasMetadata }: StreamState): boolean => lastRevision >= 0 || hasMetadata

const wrong = ({ lastRevision }: StreamState): DeleteResult => ({ kind: 'wrong-expected-revision', lastRevision })

const judge = (state: StreamState, expected: ExpectedRevision): DeleteResult | undefined => {
  if (state.tombstoned) return { kind: 'deleted' }
  switch (expected) {
    case 'any':
      return undefined
    case 'no_stream':
      return state.lastRevision >= 0 && !state.softDeleted ? wrong(state) : undefined
    case 'stream_exists':
      if (state.softDeleted) return { kind: 'deleted' }
      return exists(state) ? undefined : wrong(state)
    default:
      return BigInt(state.lastRevision) === expected ? undefined : wrong(state)
  }
}
