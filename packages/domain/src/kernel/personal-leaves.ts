import { isJsonObject, type Json, type JsonObject } from './json.js'
import { isErased } from './personal-data.js'

/** A personal value's place in `{ data, metadata }`, as a JSON pointer, and the subject whose it is. */
export interface PersonalLeaf {
  readonly pointer: string
  readonly subject: string
}

const tokensOf = (pointer: string): ReadonlyArray<string> => pointer.slice(1).split('/')

type Node = Record<string, unknown>

const copy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copy)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]))
}

/**
 * Moves the personal leaves of an event out of its data and metadata into `data.personal`, one bag for each subject:
 * `{ "<subject>": { "<JSON pointer>": value } }`. A lifted leaf is absent where it was; null is not lifted; what is
 * already erased is left absent and comes back erased.
 */
export const liftPersonalLeaves = (
  event: { readonly data: object; readonly metadata: object },
  leaves: ReadonlyArray<PersonalLeaf>
): { readonly data: Json; readonly metadata: Json } => {
  const root = copy(event) as { data: Node; metadata: Node }
  const bags: Record<string, Record<string, Json>> = {}
  for (const { pointer, subject } of leaves) {
    const tokens = tokensOf(pointer)
    const key = tokens.at(-1) ?? ''
    const parent = tokens.slice(0, -1).reduce<unknown>((node, token) => (node as Node | undefined)?.[token], root)
    if (typeof parent !== 'object' || parent === null) continue
    const value = (parent as Node)[key]
    if (value === null || value === undefined) continue
    delete (parent as Node)[key]
    if (isErased(value)) continue
    bags[subject] ??= {}
    bags[subject][pointer] = value as Json
  }
  return { data: { ...root.data, personal: bags }, metadata: root.metadata as Json }
}

const none: PersonalValues = Object.freeze([])

/** Bags are keyed by pointers, which begin with a slash; a sealed bag is not. */
const isOpen = (bag: Json | undefined): bag is JsonObject => isJsonObject(bag) && !('cipher' in bag)

/** Personal values by JSON pointer: a bag for each subject, since to put them into one would cost more than to look twice. */
export type PersonalValues = ReadonlyArray<JsonObject>

/** The personal values of a stored event that can be read. A bag that cannot be opened contributes nothing. */
export const openPersonalValues = (data: JsonObject): PersonalValues => {
  const bags = data['personal']
  if (!isJsonObject(bags)) return none
  const all = Object.values(bags)
  return all.every(isOpen) ? all : all.filter(isOpen)
}

/** The value at a pointer, which no object inherits; nothing where none could be opened. Of two, the first. */
export const personalValueAt = (values: PersonalValues, pointer: string): Json | undefined => {
  for (const bag of values) {
    const value = bag[pointer]
    if (value !== undefined) return value
  }
  return undefined
}

/** All of them in one bag. */
export const personalValuesOf = (values: PersonalValues): JsonObject =>
  Object.fromEntries(values.toReversed().flatMap((bag) => Object.entries(bag)))
