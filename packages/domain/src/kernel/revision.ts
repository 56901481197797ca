import * as t from 'io-ts'

declare const brand: unique symbol

/** An event's place in its stream, counted from 0. A decimal string at every boundary. */
export type Revision = bigint & { readonly [brand]: 'Revision' }

/** The largest revision that EventStoreDB can give, 2^63 - 1. */
const largest = 9223372036854775807n

/** @throws RangeError for a number that no event can have; that is a programmer's error. */
export const revision = (value: bigint | number): Revision => {
  const candidate = BigInt(value)
  if (candidate < 0n || candidate > largest) throw new RangeError(`not a revision: ${candidate}`)
  return candidate as Revision
}

/** Decimal. Nearly all are small, and their texts are those of small numbers, which V8 keeps. */
export const formatRevision = (value: bigint): string =>
  value < 1_000_000n ? Number(value).toString() : value.toString()

const parse = (text: string): Revision | undefined => {
  if (!/^(0|[1-9]\d{0,18})$/.test(text)) return undefined
  const candidate = BigInt(text)
  return candidate <= largest ? (candidate as Revision) : undefined
}

/** Decimal string ⇄ revision; no sign, no leading zero. */
export const Revision = new t.Type<Revision, string>(
  'Revision',
  (u): u is Revision => typeof u === 'bigint' && u >= 0n && u <= largest,
  (u, context) => {
    const parsed = typeof u === 'string' ? parse(u) : undefined
    return parsed === undefined
      ? t.failure(u, context, 'Format|a revision: a whole number from 0, as a decimal string')
      : t.success(parsed)
  },
  formatRevision
)

/**
 * What a stream must look like for an append to be taken: `noStream`, or the exact revision of its last event.
 * There is no "any": every append carries what was read (design §1, promise 2).
 */
export type ExpectedRevision = Revision | 'noStream'
