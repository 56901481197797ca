import type { NewerEvent, StoredEvent, UndecodableEvent } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { type Arrival, toError } from './arrival.js'
import type { Landmark } from './checkpoint.js'
import { type AnyRecordedEvent, nothing, type Projection, type TimedEvent } from './projection.js'
import type { Save } from './read-model-store.js'
import type { Slot } from './row-memory.js'
import { orderBroken, parkAt, timesOf } from './stream-order.js'
import { type ParkingReason, type StreamProgress, untouched } from './stream-progress.js'
import { type TableAnswer, type TableFold, tableFold } from './table-fold.js'
import { tamperingIn } from './tampering.js'

/** What pages come to. It is what is saved, and what the engine has to tell. */
export interface FoldedPages extends Pick<Save, 'progress' | 'tables'> {
  /** The last event of a customer's stream in them. */
  readonly landmark: Landmark | undefined
  /** An event newer than this code: it and everything behind it was left alone. */
  readonly newer: { readonly event: NewerEvent; readonly stored: StoredEvent } | undefined
}

const unreadable = (why: UndecodableEvent): ParkingReason => ({
  code: 'Unreadable',
  message: why.type === 'NewerEvent' ? `${why.eventType} is newer` : `${why.eventType}: ${why.problem.message}`
})

/** The event on both clocks. Property by property: this runs for every event, and V8 is slow to add to a copied object. */
const timed = <Recorded extends AnyRecordedEvent>(
  { event, metadata, stored }: Recorded,
  effectiveAt: number,
  recordedAt: number
): TimedEvent<Recorded> =>
  ({ event, metadata, stored, effectiveAt, recordedAt }) satisfies TimedEvent<AnyRecordedEvent> as TimedEvent<Recorded>

/** One projection during the pages that are saved together. */
const projectionFold = <Recorded extends AnyRecordedEvent>(projection: Projection<Recorded>) => {
  const tables = Object.entries(projection.tables).map(([name, declared]) => ({ name, fold: tableFold(declared) }))
  return { projection, tables, readers: Object.fromEntries(tables.map(({ name, fold }) => [name, fold.reader])) }
}

/** Pages that are folded one after another and saved together. */
export interface PageFold<Recorded extends AnyRecordedEvent> {
  /** False for an event that is newer than this code: it was not handled, and nothing behind it is to be taken. */
  readonly take: (arrival: Arrival<Recorded>) => boolean
  readonly finish: () => FoldedPages
}

/**
 * Judges and folds events, in order: the only place where events become rows. An event that cannot be read, is out of order or
 * breaks a fold parks its stream, with nothing of it written by any projection of the group.
 */
export const foldPages = <Recorded extends AnyRecordedEvent>(
  projections: ReadonlyArray<Projection<Recorded>>
): PageFold<Recorded> => {
  const members = projections.map(projectionFold)
  const me = {}
  const changed: Slot<StreamProgress>[] = []
  /**
   * What was answered for the event at hand, and for which tables: two lists for all events, since there are millions of them.
   * They are counted and never emptied, because an empty list lets its memory go.
   */
  const answered: TableFold[] = []
  const answers: TableAnswer[] = []
  let lastFact: StoredEvent | undefined
  let newer: FoldedPages['newer']

  const advance = (slot: Slot<StreamProgress>, progress: StreamProgress): void => {
    slot.value = progress
    if (slot.changedBy === me) return
    slot.changedBy = me
    changed.push(slot)
  }

  /** Every projection's answer first, then all of them: an event is folded by the whole group or by nobody. */
  const evolve = (event: TimedEvent<Recorded>, { rows, unnamed }: Arrival<Recorded>): ParkingReason | undefined => {
    let index = 0
    let count = 0
    for (const { projection, tables, readers } of members) {
      try {
        const failure = unnamed?.get(projection.name)
        if (failure !== undefined) throw failure
        for (const { fold } of tables) fold.allow(rows[index++])
        const written = projection.evolve(readers, event)
        if (written === nothing) continue
        for (const { name, fold } of tables) {
          const answer = written[name]
          if (answer === undefined) continue
          fold.check(answer)
          answered[count] = fold
          answers[count++] = answer
        }
      } catch (thrown) {
        return { code: 'FoldFailed', message: `${projection.name}: ${toError(thrown).message}` }
      }
    }
    const { position } = event.stored
    const stamp = { position, effectiveAt: event.effectiveAt, recordedAt: event.recordedAt }
    for (let at = 0; at < count; at++) answered[at]?.apply(answers[at] ?? [], stamp)
    return undefined
  }

  /** What is wrong with an event, if anything; otherwise it is folded and its stream is one event further. */
  const handle = (
    arrival: Arrival<Recorded>,
    slot: Slot<StreamProgress>,
    before: StreamProgress
  ): ParkingReason | undefined => {
    const { stored, decoded } = arrival
    const { kind } = arrival.stream
    const broken = orderBroken(stored, kind, before)
    if (broken !== undefined || decoded === undefined) return broken
    if (E.isLeft(decoded)) return unreadable(decoded.left)
    const { effectiveAt, recordedAt } = timesOf(decoded.right, stored, kind, before)
    const trouble = evolve(timed(decoded.right, effectiveAt, recordedAt), arrival)
    if (trouble === undefined) {
      const last = { revision: stored.revision, effectiveAt, recordedAt }
      advance(slot, { last, parked: before.parked, tampered: before.tampered })
    }
    return trouble
  }

  const take = (arrival: Arrival<Recorded>): boolean => {
    const { stored, decoded } = arrival
    const { kind, progress: slot } = arrival.stream
    if (slot === undefined) return true
    let before = slot.value ?? untouched
    const waits = decoded === undefined || before.parked !== undefined
    if (!waits && E.isLeft(decoded) && decoded.left.type === 'NewerEvent') {
      newer = { event: decoded.left, stored }
      return false
    }
    if (kind === 'customer') lastFact = stored
    const tampered = tamperingIn(stored, kind)
    if (tampered !== undefined && before.tampered === undefined) {
      before = { ...before, tampered }
      advance(slot, before)
    }
    const trouble = waits ? undefined : handle(arrival, slot, before)
    if (trouble !== undefined) advance(slot, { ...before, parked: parkAt(stored, trouble) })
    return true
  }

  return {
    take,
    finish: () => {
      const progress: [streamName: string, progress: StreamProgress][] = []
      for (const { key, value } of changed) if (value !== undefined) progress.push([key, value])
      const tables = members.flatMap(({ projection, tables: folds }) =>
        folds.map(({ name, fold }) => ({ projection, table: name, writes: fold.writes() }))
      )
      const landmark = lastFact && { position: lastFact.position, eventId: lastFact.eventId }
      return { progress, tables, landmark, newer }
    }
  }
}
