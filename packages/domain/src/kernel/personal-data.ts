/**
 * What is read where a person was forgotten: the value is gone, the fact that there was one is not.
 * It equals nothing, itself included, so a new value is always a change (design §4).
 */
export interface Erased {
  readonly erased: true
}

export const Erased: Erased = Object.freeze({ erased: true })

/** A value that belongs to a person, or what is left of it. */
export type Personal<A> = A | Erased

export const isErased = (value: unknown): value is Erased =>
  typeof value === 'object' && value !== null && 'erased' in value && value.erased === true
