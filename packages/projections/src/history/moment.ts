import {
  comparePositions,
  formatPosition,
  formatRevision,
  Instant,
  type Position,
  parsePosition,
  Revision
} from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { TimedCustomerEvent } from './steps.js'

/** Which of the two times of an event counts (design §3, Times). */
export type Clock = 'effective' | 'recorded'

/**
 * A point in a customer's history: a revision of its stream, a position of the whole log, or a time (milliseconds since
 * 1970). The latter two mean the last event at or before it.
 */
export type Moment =
  | { readonly type: 'revision'; readonly revision: Revision }
  | { readonly type: 'position'; readonly position: Position }
  | { readonly type: 'time'; readonly at: number; readonly clock: Clock }

const dateSyntax = /^\d{4}-\d\d-\d\d$/

/** ISO 8601 with an offset, or a bare date, which means the end of that day in UTC. Milliseconds since 1970. */
export const parseTime = (text: string): number | undefined => {
  const time = Instant.decode(dateSyntax.test(text) ? `${text}T23:59:59.999Z` : text)
  return E.isRight(time) ? Date.parse(time.right) : undefined
}

/** A revision (`3`), a position (`1234:1234`), a time or a bare date (`parseTime`); nothing for any other text. */
export const parseMoment = (text: string, clock: Clock = 'effective'): Moment | undefined => {
  const revision = Revision.decode(text)
  if (E.isRight(revision)) return { type: 'revision', revision: revision.right }
  const position = parsePosition(text)
  if (position !== undefined) return { type: 'position', position }
  const at = parseTime(text)
  return at === undefined ? undefined : { type: 'time', at, clock }
}

/** The inverse of `parseMoment`; times in full. */
export const formatMoment = (moment: Moment): string => {
  if (moment.type === 'revision') return formatRevision(moment.revision)
  return moment.type === 'position' ? formatPosition(moment.position) : new Date(moment.at).toISOString()
}

/** Whether an event had happened by that moment. */
export const isBy = (moment: Moment, { stored, effectiveAt, recordedAt }: TimedCustomerEvent): boolean => {
  if (moment.type === 'revision') return stored.revision <= moment.revision
  if (moment.type === 'position') return comparePositions(stored.position, moment.position) <= 0
  return (moment.clock === 'effective' ? effectiveAt : recordedAt) <= moment.at
}
