import { Instant } from '@accountable/domain/kernel'
import { parseTime } from '@accountable/projections/history'
import { extendType, string } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'

/** What options take. A mistake in one is said before anything is opened or executed. */
const parsed = (expected: string, parse: (text: string) => string | undefined) =>
  extendType(string, {
    displayName: 'DATE',
    from: async (text) => {
      const value = parse(text)
      if (value === undefined) throw new Error(`expected ${expected}`)
      return value
    }
  })

export const file = { ...string, displayName: 'FILE' }

export const directory = { ...string, displayName: 'DIR' }

export const customerId = { ...string, displayName: 'ID' }

const times = 'a date, or a date-time with its offset'

/** As it was written: a date and the moment of its end are shown as what they are. */
export const moment = parsed(times, (text) => (parseTime(text) === undefined ? undefined : text))

/** A date is its first moment here, UTC: what is imported on a day was there for the changes of that day. */
export const pastInstant = parsed(`${times}, that is not in the future`, (text) => {
  const decoded = Instant.decode(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text)
  return E.isRight(decoded) && Date.parse(decoded.right) <= Date.now() ? decoded.right : undefined
})
