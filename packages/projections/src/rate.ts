import type { Position } from '@accountable/domain/kernel'

/** Sums that fade: what happened `fadesIn` ago weighs a third of what happens now. */
export interface Rate {
  readonly at: number
  readonly seconds: number
  readonly events: number
  readonly distance: number
  /** When it last went on; nothing before the first time. */
  readonly movedAt: number | undefined
  readonly eventsPerSecond: number
  /** In the log's own measure: the `commit` half of positions, which are byte offsets in EventStoreDB. */
  readonly positionsPerSecond: number
}

const fadesIn = 5000

/** Whether it still says something about what comes: what is left of older sums is next to nothing. */
export const isOfLate = ({ movedAt }: Rate, at: number): boolean => movedAt !== undefined && at - movedAt < 6 * fadesIn

/** `at` is a monotonic clock's milliseconds, here and below. */
export const rateStart = (at: number): Rate => ({
  at,
  seconds: 0,
  events: 0,
  distance: 0,
  movedAt: undefined,
  eventsPerSecond: 0,
  positionsPerSecond: 0
})

export interface Advance {
  readonly at: number
  readonly events: number
  readonly from: Position | undefined
  readonly to: Position | undefined
}

export const rateOf = (before: Rate, { at, events, from, to }: Advance): Rate => {
  const elapsed = Math.max(at - before.at, 0)
  const weight = Math.exp(-elapsed / fadesIn)
  const seconds = before.seconds * weight + elapsed / 1000
  const sumOfEvents = before.events * weight + events
  const step = Number((to?.commit ?? 0n) - (from?.commit ?? 0n))
  const distance = before.distance * weight + step
  const per = (sum: number): number => (seconds > 0 ? sum / seconds : 0)
  return {
    at,
    seconds,
    events: sumOfEvents,
    distance,
    movedAt: step > 0 ? at : before.movedAt,
    eventsPerSecond: per(sumOfEvents),
    positionsPerSecond: per(distance)
  }
}
