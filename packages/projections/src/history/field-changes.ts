import type { ChangedField, CustomerAccount } from '@accountable/domain/customer'
import { isErased } from '@accountable/domain/kernel'

/** A leaf of an account that differs: an RFC 6901 pointer into it, and the values on both sides; null where there is none. */
export type FieldChange = ChangedField

/** What one leaf of an account holds; `Erased` where a person was forgotten. */
export type FieldValue = FieldChange['from']

/** An account, or nothing where nobody was registered yet. */
export type AccountOrNothing = CustomerAccount | undefined

const escapeToken = (key: string): string => (/[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key)

const isBranch = (node: unknown): node is Readonly<Record<string, unknown>> =>
  typeof node === 'object' && node !== null && !isErased(node)

const keysOf = (node: unknown): ReadonlyArray<string> => (isBranch(node) ? Object.keys(node) : [])

const childOf = (node: unknown, key: string): unknown => (isBranch(node) ? node[key] : undefined)

/** The keys of the one, and of the other those that the one lacks. */
const keysOfEither = (one: unknown, other: unknown): ReadonlyArray<string> => {
  const keys = keysOf(one)
  const more = keysOf(other).filter((key) => !(isBranch(one) && Object.hasOwn(one, key)))
  return more.length === 0 ? keys : [...keys, ...more]
}

const leafOf = (node: unknown): FieldValue => (isBranch(node) ? null : ((node ?? null) as FieldValue))

/**
 * The leaves in which two accounts differ, in the order of the account's fields. Null, absent and an object of nothing are
 * the same. An erased value equals nothing, so two of them in one place are a change unless `erasedChanged` knows better;
 * what both accounts share as one object was carried over and is never looked into.
 */
export const fieldChanges = (
  from: AccountOrNothing,
  to: AccountOrNothing,
  erasedChanged: (path: string) => boolean = () => true
): ReadonlyArray<FieldChange> => {
  const changes: Array<FieldChange> = []
  const compare = (before: unknown, after: unknown, path: string): void => {
    if (isErased(before) && isErased(after) && !erasedChanged(path)) return
    if (!isBranch(before) && !isBranch(after)) {
      const change = { path, from: leafOf(before), to: leafOf(after) }
      if (change.from !== null || change.to !== null) changes.push(change)
      return
    }
    for (const key of keysOfEither(after, before)) {
      const [was, is] = [childOf(before, key), childOf(after, key)]
      // Most are the same: their paths are not even put together.
      if (was !== is || isErased(is)) compare(was, is, `${path}/${escapeToken(key)}`)
    }
  }
  if (from !== to) compare(from, to, '')
  return changes
}
