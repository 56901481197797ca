import * as E from 'fp-ts/lib/Either.js'
import { latestPosition, type Position } from '../kernel/position.js'
import type { Problem } from '../kernel/problem.js'
import type { ExpectedRevision } from '../kernel/revision.js'
import type { AttemptEvent, CommandRefused } from './attempt-events.js'
import type { AttemptMemory, NewAttempt } from './attempt-memory.js'
import type { Environment } from './environment.js'
import { createHourlyLimit } from './hourly-limit.js'
import type { Rejection } from './outcome.js'

/** Entries in the attempt streams since the start, and refused commands that are in none. */
export interface AttemptCounts {
  readonly recorded: number
  readonly notRecorded: number
}

/**
 * Entries of refusals that were answered before they are written. The queue is bounded, its worker never keeps an accepted
 * command waiting, and what it cannot write is counted and logged, never lost in silence.
 */
export interface AttemptQueue {
  /** False where the queue is full; the entry is counted then. */
  readonly offer: (attempt: NewAttempt & { readonly event: CommandRefused }) => boolean
  /** How many entries were written, and how many could not be. */
  readonly counts: () => AttemptCounts
  /** Ends when everything offered is written or counted; answers the position of the last entry written. */
  readonly close: () => Promise<Position | undefined>
  /** Ends when everything offered so far is written or counted. */
  readonly settled: () => Promise<void>
}

/** Of a rejection of today, or of one as it was stored: that is read as it is, so it may be of any shape. */
const fieldsOf = (rejection: Rejection): ReadonlyArray<string> => {
  const { problems, warnings } = rejection as { readonly problems?: unknown; readonly warnings?: unknown }
  const found: ReadonlyArray<Problem | null> = [problems, warnings].find(Array.isArray) ?? []
  return found.map((problem) => `${problem?.path}:${problem?.code}`)
}

/** The same refusal of the same command, said again. */
const isSameRefusal = (event: AttemptEvent, { data: { rejection } }: CommandRefused): boolean =>
  event.type === 'CommandRefused' &&
  event.data.rejection.type === rejection.type &&
  JSON.stringify(fieldsOf(event.data.rejection)) === JSON.stringify(fieldsOf(rejection))

/** How many refused commands an entry stands for. */
const represented = (event: AttemptEvent): number => (event.type === 'RefusalsSummarised' ? event.data.count : 1)

const maxRounds = 8

/** The queue in front of the attempt streams. */
export const createAttemptQueue = (
  memory: AttemptMemory,
  { clock, maxQueuedAttempts = 1_000, log }: Pick<Environment, 'clock' | 'maxQueuedAttempts' | 'log'>
): AttemptQueue => {
  const waiting: NewAttempt[] = []
  const limit = createHourlyLimit(clock)
  let recorded = 0
  let lost = 0
  let last: Position | undefined
  let working: Promise<void> | undefined

  const lose = (count: number, why: string): void => {
    lost += count
    log?.('warning', `${count} refused commands are not in the attempt streams: ${why} (${lost} in all)`)
  }

  /** A retry of what is recorded already costs no entry and none of the hour's allowance. */
  const write = async (attempt: NewAttempt): Promise<void> => {
    const { event, metadata } = attempt
    let admitted = event.type !== 'CommandRefused'
    let actual: ExpectedRevision = 'noStream'
    for (let round = 0; round < maxRounds; round++) {
      const recent = await memory.recall(event.data.customerId)
      if (E.isLeft(recent)) return lose(represented(event), recent.left.type)
      const { entries, expected } = recent.right
      const isKnown = entries.some(
        (entry) =>
          event.type === 'CommandRefused' &&
          entry.metadata.commandId === metadata.commandId &&
          isSameRefusal(entry.event, event)
      )
      if (isKnown) return
      admitted ||= limit.admits(attempt)
      if (!admitted) return
      // A stream whose entries have all expired reads as empty; where it really is, only the mismatch tells.
      const stored = await memory.remember(attempt, expected === 'noStream' ? actual : expected)
      if (E.isRight(stored)) {
        recorded += 1
        last = latestPosition(last, stored.right.position)
        return
      }
      if (stored.left.type !== 'RevisionMismatch') return lose(represented(event), stored.left.type)
      actual = stored.left.actual
    }
    lose(represented(event), 'too much contention')
  }

  const work = async (): Promise<void> => {
    for (let attempt = waiting.shift(); attempt !== undefined; attempt = waiting.shift()) {
      for (const summary of limit.expired()) await write(summary)
      await write(attempt)
    }
    working = undefined
  }

  const settled = async (): Promise<void> => {
    // oxlint-disable-next-line no-unmodified-loop-condition -- the worker ends it
    while (working !== undefined) await working
  }

  return {
    offer: (attempt) => {
      if (waiting.length >= maxQueuedAttempts) {
        lose(1, 'the queue is full')
        return false
      }
      waiting.push(attempt)
      working ??= Promise.resolve().then(work)
      return true
    },
    counts: () => ({ recorded, notRecorded: lost }),
    settled,
    close: async () => {
      await settled()
      for (const summary of limit.remaining()) await write(summary)
      return last
    }
  }
}
