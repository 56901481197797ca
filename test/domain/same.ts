import { differences } from '@accountable/domain/testing'

/** Throws with every difference, leaf by leaf, unless the two are equal; keys may stand in any order. */
export const same = (actual: unknown, expected: unknown): void => {
  const found = differences(actual, expected)
  if (found.length > 0) throw new Error(found.join('\n'))
}
