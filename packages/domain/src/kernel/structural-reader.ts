import { isJsonObject, type Json, type JsonObject } from './json.js'
import { Erased, type Personal } from './personal-data.js'
import { type PersonalValues, personalValueAt } from './personal-leaves.js'

/** Thrown by a reader and caught by the codec; nobody else sees it. */
export class StructureError extends Error {
  readonly path: string
  readonly expected: string
  constructor(path: string, expected: string) {
    super(`${path}: expected ${expected}`)
    this.path = path
    this.expected = expected
  }
}

/** A JSON pointer, and those below it that were asked for: kept, since to make and look up a new string costs more than to read. */
interface Place {
  readonly pointer: string
  readonly below: Map<string | number, Place>
}

const placeAt = (pointer: string): Place => ({ pointer, below: new Map() })
const roots = { data: placeAt('/data'), metadata: placeAt('/metadata') }

/** Lists may be of any length; beyond this index nothing is kept. */
const keptIndexes = 64

const placeIn = (parent: Place, key: string | number): Place => {
  const known = parent.below.get(key)
  if (known !== undefined) return known
  const made = placeAt(`${parent.pointer}/${key}`)
  if (typeof key === 'string' || key < keptIndexes) parent.below.set(key, made)
  return made
}

/**
 * Reads one object of a stored event: presence and JSON kind, nothing else, because replay never validates (design §1,
 * promise 9). Unknown keys are passed over. `personal` holds the lifted values that could be opened.
 */
export class StructuralReader {
  readonly #node: JsonObject
  readonly #place: Place
  readonly #personal: PersonalValues

  private constructor(node: JsonObject, place: Place, personal: PersonalValues) {
    this.#node = node
    this.#place = place
    this.#personal = personal
  }

  /** Of the object that stands in an event as `root` (`data` or `metadata`). */
  static of(root: 'data' | 'metadata', node: JsonObject, personal: PersonalValues): StructuralReader {
    return new StructuralReader(node, roots[root], personal)
  }

  #fail(key: string, expected: string): never {
    throw new StructureError(`${this.#place.pointer}/${key}`.slice(1).replaceAll('/', '.'), expected)
  }

  text(key: string): string {
    const value = this.#node[key]
    return typeof value === 'string' ? value : this.#fail(key, 'a string')
  }

  textOrNull(key: string): string | null {
    const value = this.#node[key]
    return typeof value === 'string' ? value : value === null ? null : this.#fail(key, 'a string or null')
  }

  flag(key: string): boolean {
    const value = this.#node[key]
    return typeof value === 'boolean' ? value : this.#fail(key, 'true or false')
  }

  flagOrNull(key: string): boolean | null {
    return this.#node[key] === null ? null : this.flag(key)
  }

  wholeNumber(key: string): number {
    const value = this.#node[key]
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : this.#fail(key, 'a whole number')
  }

  texts(key: string): ReadonlyArray<string> {
    const value = this.#node[key]
    if (!Array.isArray(value)) return this.#fail(key, 'a list of strings')
    for (const item of value) if (typeof item !== 'string') return this.#fail(key, 'a list of strings')
    return value
  }

  /** A part whose structure is somebody else's affair. */
  json(key: string): JsonObject {
    const value = this.#node[key]
    return isJsonObject(value) ? value : this.#fail(key, 'an object')
  }

  object(key: string): StructuralReader {
    const value = this.#node[key]
    return isJsonObject(value)
      ? new StructuralReader(value, placeIn(this.#place, key), this.#personal)
      : this.#fail(key, 'an object')
  }

  objectOrNull(key: string): StructuralReader | null {
    return this.#node[key] === null ? null : this.object(key)
  }

  objects(key: string): ReadonlyArray<StructuralReader> {
    const value = this.#node[key]
    if (!Array.isArray(value)) return this.#fail(key, 'a list of objects')
    const list = placeIn(this.#place, key)
    return value.map((item, index) =>
      isJsonObject(item)
        ? new StructuralReader(item, placeIn(list, index), this.#personal)
        : this.#fail(`${key}/${index}`, 'an object')
    )
  }

  /** A personal leaf that every event of this type has. In place it is only ever null; lifted it may be gone. */
  personal(key: string): Personal<string> {
    return this.personalOrNull(key) ?? this.#fail(key, 'a personal value')
  }

  /** A personal leaf that may be nothing: null in place means that there never was a value. */
  personalOrNull(key: string): Personal<string> | null {
    const leaf = this.#leaf(key)
    return leaf === null || typeof leaf === 'string' || leaf === Erased ? leaf : this.#fail(key, 'a string or null')
  }

  /** The value of a leaf that may or may not have been lifted, of any scalar kind. */
  lifted(key: string): string | number | boolean | null | Erased {
    const leaf = this.#leaf(key)
    return leaf === Erased || leaf === null || typeof leaf !== 'object'
      ? leaf
      : this.#fail(key, 'a string, a number, true, false or null')
  }

  #leaf(key: string): Json | Erased {
    if (Object.hasOwn(this.#node, key)) return this.#node[key] ?? null
    const value = personalValueAt(this.#personal, placeIn(this.#place, key).pointer)
    return value === undefined ? Erased : value
  }
}
