import { Uuid } from '@accountable/domain/kernel'
import { type Clock, type Moment, parseMoment, parseTime } from '@accountable/projections/history'
import { extendType, flag, option, optional, positional, string } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'

/** The arguments that commands share. What is wrong with one is said in one sentence that names it and does not quote it. */

const parsed = <A>(
  name: string,
  expected: string,
  parse: (text: string) => A | undefined,
  displayName: string = name
) =>
  extendType(string, {
    displayName,
    from: async (text): Promise<A> => {
      const value = parse(text)
      if (value === undefined) throw new Error(`${name}: expected ${expected}`)
      return value
    }
  })

const uuid = (text: string): string | undefined => {
  const decoded = Uuid.decode(text)
  return E.isRight(decoded) ? decoded.right : undefined
}

const customerIdType = parsed('ID', 'the id of a customer, a UUID', uuid)

export const customerId = positional({ type: customerIdType, displayName: 'ID', description: 'the customer' })

export const someCustomerId = positional({
  type: optional(customerIdType),
  displayName: 'ID',
  description: 'the customer; all of them where it is left out'
})

export const customerOption = option({
  long: 'customer',
  description: 'the id of a customer',
  type: optional(customerIdType)
})

export const json = flag({ long: 'json', description: 'print JSON; its format is public and has a schema' })

export const recorded = flag({
  long: 'recorded',
  description: 'times are those at which the store knew, instead of those at which changes took effect'
})

/** Files and directories: what they are is found out when they are opened. */
export const pathType = (displayName: 'FILE' | 'DIR') => ({ ...string, displayName })

export const database = option({
  long: 'db',
  description: 'where the embedded stores are; EVENTSTOREDB_URL and DATABASE_URL name others',
  type: pathType('DIR'),
  defaultValue: () => '.accountable',
  defaultValueIsSerializable: true
})

const momentExpected = 'a revision, a position, a date, or a date-time with its offset'

/** A moment, whose clock another flag decides. */
export type MomentOn = (clock: Clock) => Moment

const momentType = (name: string) =>
  parsed(
    name,
    momentExpected,
    (text): MomentOn | undefined => {
      if (parseMoment(text) === undefined) return undefined
      return (clock) => parseMoment(text, clock) as Moment
    },
    'MOMENT'
  )

export const moment = (long: string, description: string) =>
  option({ long, description, type: momentType(`--${long}`) })

/** A date or date-time, as it was written. */
const timeType = (name: string) =>
  parsed(
    name,
    'a date, or a date-time with its offset',
    (text) => (parseTime(text) === undefined ? undefined : text),
    'TIME'
  )

export const time = (long: string, description: string) =>
  option({ long, description, type: optional(timeType(`--${long}`)) })

export const text = (long: string, description: string) =>
  option({ long, description, type: optional({ ...string, displayName: 'TEXT' }) })

const wholeNumber = (name: string, least: number, most: number, displayName: string) =>
  parsed(
    name,
    `a whole number from ${least} to ${most}`,
    (given) => {
      const value = /^\d{1,9}$/.test(given) ? Number(given) : -1
      return value >= least && value <= most ? value : undefined
    },
    displayName
  )

export const limit = option({
  long: 'limit',
  description: 'as many at most; where more remain, the cursor to go on with is said on stderr (default: all)',
  type: optional(wholeNumber('--limit', 1, 1_000, 'N'))
})

export const cursor = text('cursor', 'go on where an earlier answer ended')

export const rest = option({
  long: 'rest',
  description: 'rests so long after each page that was saved: caps the load (default: 0)',
  type: optional(wholeNumber('--rest', 0, 60_000, 'MILLISECONDS'))
})

export const modelVersion = positional({
  type: wholeNumber('VERSION', 0, 999_999_999, 'VERSION'),
  displayName: 'VERSION',
  description: 'one that the store has: see `projections status`'
})
