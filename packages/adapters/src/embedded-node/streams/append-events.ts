import type { EventLog } from '../storage/event-log.js'
import type { NewEvent } from '../storage/event-record.js'
import type { EventGroup } from '../storage/frame.js'
import { NONE } from '../storage/log-index.js'
import { type ExpectedRevision, judgeAppend, type KnownIds } from './expected-revision.js'
import { isMetastream, metastreamOf, originalOf } from './stream-metadata.js'
import type { StreamState, StreamStates } from './stream-state.js'
import { systemEvent } from './system-event.js'
import { visibleRange } from './visible-range.js'

export interface AppendRequest {
  readonly stream: string
  readonly expected: ExpectedRevision
  readonly events: readonly NewEvent[]
}

export type AppendResult =
  | {
      readonly kind: 'appended'
      /** −1 when the stream has no events. */
      readonly revision: number
      /** Absent when a repeated append's events are hidden. */
      readonly position?: number
    }
  | { readonly kind: 'wrong-expected-revision'; readonly lastRevision: number }
  | { readonly kind: 'deleted' }

/** Judges an append against everything staged before it, stores it, and answers when it is safe. */
export const appendEvents = async (
  log: EventLog,
  states: StreamStates,
  request: AppendRequest
): Promise<AppendResult> => {
  const state = states.staged(request.stream)
  const ids = request.events.map(({ id }) => id)
  const verdict = judgeAppend(state, request.expected, ids, knownIds(log, state))
  switch (verdict.kind) {
    case 'append':
      return store(log, states, state, request.events)
    case 'repeated':
      await log.settled()
      return { kind: 'appended', revision: verdict.revision, ...positionIfShown(log, state, verdict.revision) }
    case 'wrong-expected-revision':
      await log.settled()
      return { kind: verdict.kind, lastRevision: state.lastRevision }
    case 'deleted':
      await log.settled()
      return { kind: verdict.kind }
  }
}

const store = async (
  log: EventLog,
  states: StreamStates,
  state: StreamState,
  events: readonly NewEvent[]
): Promise<AppendResult> => {
  const { first, durable } = log.append(groupsToStore(states, state, events))
  const count = events.length
  await durable
  return {
    kind: 'appended',
    revision: state.lastRevision + count,
    position: log.index.positionOf(first + Math.max(0, count - 1))
  }
}

/** The append's events, and what brings a soft-deleted stream back, in one frame. */
const groupsToStore = (
  states: StreamStates,
  state: StreamState,
  events: readonly NewEvent[]
): readonly EventGroup[] => {
  const { name, lastRevision } = state
  const own = { stream: name, firstRevision: lastRevision + 1, events }
  if (state.softDeleted) {
    const metastream = states.staged(metastreamOf(name))
    const restored = metadataEvent({ $tb: lastRevision + 1 })
    return [own, { stream: metastream.name, firstRevision: metastream.lastRevision + 1, events: [restored] }]
  }
  const last = events.at(-1)
  if (last && isMetastream(name)) {
    const original = states.staged(originalOf(name))
    if (original.softDeleted) {
      const restored = metadataEvent({ ...jsonObject(last), $tb: original.lastRevision + 1 })
      return [{ ...own, events: [...events, restored] }]
    }
  }
  return [own]
}

const jsonObject = ({ isJson, data }: NewEvent): object => {
  if (!isJson) return {}
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  } catch {
    return {}
  }
}

const metadataEvent = (metadata: object): NewEvent => systemEvent('$metadata', JSON.stringify(metadata))

const positionIfShown = (log: EventLog, state: StreamState, revision: number): { readonly position?: number } => {
  const { first, last } = visibleRange(log, state)
  if (revision < first || revision > last) return {}
  return { position: log.index.positionOf(log.index.atRevision(state.last, revision)) }
}

const knownIds = (log: EventLog, { name, last }: StreamState): KnownIds => ({
  revisionOf: (id) => {
    const entry = log.recentIds.entryOf(id)
    if (entry === undefined || log.index.streamOf(entry) !== log.index.names.numberOf(name)) return undefined
    return log.index.revisionOf(entry)
  },
  isAt: (id, revision) => {
    const entry = log.index.atRevision(last, revision)
    return entry !== NONE && log.record(entry).id.equals(id)
  }
})
