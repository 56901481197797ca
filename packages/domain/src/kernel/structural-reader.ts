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

/**
 * A place that was asked for, and those below it: kept, since to make a JSON pointer costs more than to read. Objects of a kind
 * are read in the same order each time, so each place knows which of its siblings was asked for after it: to try that one first
 * costs less than to look a key up.
 */
interface Place {
  readonly key: string
  readonly pointer: string
  readonly below: Map<string, Place>
  /** Of a list. */
  readonly items: Place[]
  firstBelow: Place | undefined
  next: Place | undefined
}

const placeAt = (key: string, pointer: string): Place => ({
  key,
  pointer,
  below: new Map(),
  items: [],
  firstBelow: undefined,
  next: undefined
})
const roots = { data: placeAt('data', '/data'), metadata: placeAt('metadata', '/metadata') }

/** Lists may be of any length; beyond this index nothing is kept. */
const keptIndexes = 64

const itemOf = (list: Place, index: number): Place => {
  const known = list.items[index]
  if (known !== undefined) return known
  const made = placeAt(String(index), `${list.pointer}/${index}`)
  if (index < keptIndexes) list.items[index] = made
  return made
}

const placeIn = (parent: Place, key: string): Place => {
  const known = parent.below.get(key)
  if (known !== undefined) return known
  const made = placeAt(key, `${parent.pointer}/${key}`)
  parent.below.set(key, made)
  return made
}

/**
 * Reads one object of a stored event: presence and JSON kind, nothing else, because replay never validates (design §1,
 * promise 9). Unknown keys are passed over. `personal` holds the lifted values that could be opened.
 *
 * Every method takes a key and what stands there, as in `reader.text('name', reader.node['name'])`: V8 finds a property that the
 * code names several times sooner than one whose name it is given, and every event of a log has dozens. A key must be none that
 * objects inherit, such as `constructor`.
 */
export class StructuralReader {
  readonly node: JsonObject
  readonly #place: Place
  readonly #personal: PersonalValues
  /** What was asked for last. */
  #last: Place | undefined

  private constructor(node: JsonObject, place: Place, personal: PersonalValues) {
    this.node = node
    this.#place = place
    this.#personal = personal
  }

  /** Of the object that stands in an event as `root` (`data` or `metadata`). */
  static of(root: 'data' | 'metadata', node: JsonObject, personal: PersonalValues): StructuralReader {
    return new StructuralReader(node, roots[root], personal)
  }

  #placeOf(key: string): Place {
    const before = this.#last
    const likely = before === undefined ? this.#place.firstBelow : before.next
    if (likely !== undefined && likely.key === key) {
      this.#last = likely
      return likely
    }
    const found = placeIn(this.#place, key)
    if (before === undefined) this.#place.firstBelow = found
    else before.next = found
    this.#last = found
    return found
  }

  #fail(key: string, expected: string): never {
    throw new StructureError(`${this.#place.pointer}/${key}`.slice(1).replaceAll('/', '.'), expected)
  }

  text(key: string, value: Json | undefined): string {
    return typeof value === 'string' ? value : this.#fail(key, 'a string')
  }

  textOrNull(key: string, value: Json | undefined): string | null {
    return typeof value === 'string' ? value : value === null ? null : this.#fail(key, 'a string or null')
  }

  flag(key: string, value: Json | undefined): boolean {
    return typeof value === 'boolean' ? value : this.#fail(key, 'true or false')
  }

  flagOrNull(key: string, value: Json | undefined): boolean | null {
    return value === null ? null : this.flag(key, value)
  }

  wholeNumber(key: string, value: Json | undefined): number {
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : this.#fail(key, 'a whole number')
  }

  texts(key: string, value: Json | undefined): ReadonlyArray<string> {
    if (!Array.isArray(value)) return this.#fail(key, 'a list of strings')
    for (const item of value) if (typeof item !== 'string') return this.#fail(key, 'a list of strings')
    return value
  }

  /** A part whose structure is somebody else's affair. */
  json(key: string, value: Json | undefined): JsonObject {
    return isJsonObject(value) ? value : this.#fail(key, 'an object')
  }

  object(key: string, value: Json | undefined): StructuralReader {
    return isJsonObject(value)
      ? new StructuralReader(value, this.#placeOf(key), this.#personal)
      : this.#fail(key, 'an object')
  }

  objectOrNull(key: string, value: Json | undefined): StructuralReader | null {
    return value === null ? null : this.object(key, value)
  }

  /** What `read` makes of each object of a list, one after another: the first trouble in the list's order is told. */
  objects<A>(key: string, value: Json | undefined, read: (item: StructuralReader) => A): ReadonlyArray<A> {
    if (!Array.isArray(value)) return this.#fail(key, 'a list of objects')
    const list = this.#placeOf(key)
    return value.map((item, index) =>
      isJsonObject(item)
        ? read(new StructuralReader(item, itemOf(list, index), this.#personal))
        : this.#fail(`${key}/${index}`, 'an object')
    )
  }

  /** A personal leaf that every event of this type has. In place it is only ever null; lifted it may be gone. */
  personal(key: string, value: Json | undefined): Personal<string> {
    return this.personalOrNull(key, value) ?? this.#fail(key, 'a personal value')
  }

  /** A personal leaf that may be nothing: null in place means that there never was a value. */
  personalOrNull(key: string, value: Json | undefined): Personal<string> | null {
    const leaf = this.#leaf(key, value)
    return typeof leaf === 'string' || leaf === null || leaf === Erased ? leaf : this.#fail(key, 'a string or null')
  }

  /** The value of a leaf that may or may not have been lifted, of any scalar kind. */
  lifted(key: string, value: Json | undefined): string | number | boolean | null | Erased {
    const leaf = this.#leaf(key, value)
    return typeof leaf !== 'object' || leaf === null || leaf === Erased
      ? leaf
      : this.#fail(key, 'a string, a number, true, false or null')
  }

  #leaf(key: string, inPlace: Json | undefined): Json | Erased {
    if (inPlace !== undefined) return inPlace
    const value = personalValueAt(this.#personal, this.#placeOf(key).pointer)
    return value === undefined ? Erased : value
  }
}
