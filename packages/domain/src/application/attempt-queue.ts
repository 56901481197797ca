import * as E from 'fp-ts/lib/Either.js'
import { latestPosition, type Position } from '../kernel/position.js'
import type { AttemptEvent, CommandRefused } from './attempt-events.js'
import type { AttemptMemory, NewAttempt } from './attempt-memory.js'
import type { Environment } from './environment.js'
import { createHourlyLimit } from './hourly-limit.js'
import type { Rejection } from './outcome.js'

/**
 * Entries of refusals that were answered before they are written. The queue is bounded, its worker never keeps an accepted
 * command waiting, and what it cannot write is counted and logged, never lost in silence.
 */
export interface AttemptQueue {
  /** False where the queue is full; the entry is counted then. */
  readonly offer: (attempt: NewAttempt & { readonly event: CommandRefused }) => boolean
  /** How many entries were not written. */
  readonly notRecorded: () => number
  /** Ends when everything offered is written or counted; answers the position of the last entry written. */
  readonly close: () => Promise<Position | undefined>
}

const fieldsOf = (rejection: Rejection): ReadonlyArray<string> => {
  if ('problems' in rejection) return rejection.problems.map(({ path, code }) => `${path}:${code}`)
  if ('warnings' in rejection) return rejection.warnings.map(({ path, code }) => `${path}:${code}`)
  return []
}

/** The same refusal of the same command, said again. */
const isSameRefusal = (event: AttemptEvent, { data: { rejection } }: CommandRefused): boolean =>
  event.type === 'CommandRefused' &&
  event.data.rejection.type === rejection.type &&
  JSON.stringify(fieldsOf(event.data.rejection)) === JSON.stringify(fieldsOf(rejection))

const maxRounds = 8

/** The queue in front of the attempt streams. */
export const createAttemptQueue = (
  memory: AttemptMemory,
  { clock, maxQueuedAttempts = 1_000, log }: Pick<Environment, 'clock' | 'maxQueuedAttempts' | 'log'>
): AttemptQueue => {
  const waiting: NewAttempt[] = []
  const limit = createHourlyLimit(clock)
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
    for (let round = 0; round < maxRounds; round++) {
      const recent = await memory.recall(event.data.customerId)
      if (E.isLeft(recent)) return lose(1, recent.left.type)
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
      const stored = await memory.remember(attempt, expected)
      if (E.isRight(stored)) {
        last = latestPosition(last, stored.right.position)
        return
      }
      if (stored.left.type !== 'RevisionMismatch') return lose(1, stored.left.type)
    }
    lose(1, 'too much contention')
  }

  const work = async (): Promise<void> => {
    for (let attempt = waiting.shift(); attempt !== undefined; attempt = waiting.shift()) {
      for (const summary of limit.expired()) await write(summary)
      await write(attempt)
    }
    working = undefined
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
    notRecorded: () => lost,
    close: async () => {
      while (working !== undefined) await working
      for (const summary of limit.remaining()) await write(summary)
      return last
    }
  }
}
