import { isErased } from '../kernel/personal-data.js'
import type { ChangedField } from './events.js'

type Leaf = ChangedField['from']

const leafAt = (root: object | null, field: string): Leaf => {
  let node: unknown = root
  for (const key of field.split('/')) node = (node as Readonly<Record<string, unknown>> | null)?.[key] ?? null
  return node as Leaf
}

/** An erased value equals nothing, itself included. */
const isSame = (a: Leaf, b: Leaf): boolean => a === b && !isErased(a)

/** Which of these fields differ, as pointers below `root`, with old and new value. */
export const changedFields = (
  root: string,
  fields: ReadonlyArray<string>,
  before: object | null,
  after: object | null
): ReadonlyArray<ChangedField> =>
  fields.flatMap((field) => {
    const from = leafAt(before, field)
    const to = leafAt(after, field)
    return isSame(from, to) ? [] : [{ path: `${root}/${field}`, from, to }]
  })
