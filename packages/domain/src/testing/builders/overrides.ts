import { type Erased, isErased } from '../../kernel/personal-data.js'

/** The fields of `A` that a test is about, at any depth; lists and values are replaced whole. */
export type Overrides<A> = A extends ReadonlyArray<unknown> | Erased
  ? A
  : A extends object
    ? { readonly [Field in keyof A]?: Overrides<A[Field]> }
    : A

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isErased(value)

const merge = (base: unknown, changes: unknown): unknown =>
  isNode(base) && isNode(changes)
    ? Object.fromEntries([
        ...Object.entries(base),
        ...Object.entries(changes).map(([key, change]) => [key, merge(base[key], change)])
      ])
    : changes

/** `base` with these fields in the place of its own. */
export const overridden = <A>(base: A, changes: Overrides<A> | undefined): A =>
  changes === undefined ? base : (merge(base, changes) as A)
