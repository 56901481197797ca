import { parsePosition } from '@accountable/domain/kernel'
import type { AsOf } from '../selection.js'

/**
 * The moment that an answer is to be true of: a date-time or a bare date on one of the two clocks, or a position. A bare date
 * means the end of that day, UTC (design §3).
 */
export type Moment = { readonly effectiveAt: string } | { readonly recordedAt: string } | { readonly position: string }

const bareDate = /^\d{4}-\d\d-\d\d$/
const dayLength = 86_400_000

/** Milliseconds since 1970 of a date-time, or of the last one of a bare date; nothing for any other text. */
export const parseInstant = (text: string): number | undefined => {
  if (!bareDate.test(text) && !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined
  const start = Date.parse(text)
  if (Number.isNaN(start)) return undefined
  return bareDate.test(text) ? start + dayLength - 1 : start
}

/** A moment as a selection takes it; nothing where it is none. */
export const parseMoment = (moment: Moment): AsOf | undefined => {
  if ('position' in moment) {
    const position = parsePosition(moment.position)
    return position === undefined ? undefined : { position }
  }
  const at = parseInstant('effectiveAt' in moment ? moment.effectiveAt : moment.recordedAt)
  if (at === undefined) return undefined
  return 'effectiveAt' in moment ? { effectiveAt: at } : { recordedAt: at }
}
