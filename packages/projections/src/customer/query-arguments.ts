import { Instant } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import type { AsOf } from '../selection.js'
import type { QueryOptions } from './query.js'
import { Failed, type InvalidQuery, invalid } from './query-failure.js'

/** Rows that one page can have at most. */
const mostRows = 1000

const isPageSize = (limit: unknown): boolean =>
  Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= mostRows

/** No name and no id has U+0000, and no database takes it. */
export const isText = (value: unknown): boolean => typeof value !== 'string' || !value.includes('\0')

/** What is wrong with the arguments of a query, beside times and cursors, which are read where they are used. */
export const invalidArgument = (query: QueryOptions & { readonly limit?: number }): InvalidQuery | undefined => {
  if (query.limit !== undefined && !isPageSize(query.limit))
    return invalid('limit', 'OutOfRange', `a whole number from 1 to ${mostRows}`)
  const unreadable = Object.entries(query).find(([, value]) => !isText(value))
  return unreadable && invalid(unreadable[0], 'Format', 'text without U+0000')
}

const dateSyntax = /^\d{4}-\d\d-\d\d$/

/** Milliseconds of an ISO 8601 time with its offset; of a bare date, the day's last millisecond where `endOfDay`, else its first. */
export const momentOf = (text: string, argument: string, endOfDay: boolean): number => {
  const time = Instant.decode(dateSyntax.test(text) ? `${text}T${endOfDay ? '23:59:59.999' : '00:00:00'}Z` : text)
  if (E.isLeft(time))
    throw new Failed(
      invalid(argument, 'Format', 'a date, or a date-time with its offset, such as 2026-01-05T09:12:44Z')
    )
  return Date.parse(time.right)
}

const asOfMoment = (asOf: AsOf): AsOf => {
  if (typeof asOf !== 'object' || asOf === null)
    throw new Failed(invalid('asOf', 'WrongType', 'a date, a date-time, a moment of either clock, or a position'))
  if ('position' in asOf) return asOf
  const [clock, moment] = 'effectiveAt' in asOf ? ['effectiveAt', asOf.effectiveAt] : ['recordedAt', asOf.recordedAt]
  if (!Number.isFinite(moment)) throw new Failed(invalid(`asOf.${clock}`, 'WrongType', 'milliseconds since 1970'))
  return asOf
}

export const asOfOf = (asOf: QueryOptions['asOf']): AsOf | undefined => {
  if (typeof asOf === 'string') return { effectiveAt: momentOf(asOf, 'asOf', true) }
  return asOf === undefined ? undefined : asOfMoment(asOf)
}
