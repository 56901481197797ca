import type { CustomerCommand } from '@accountable/domain/customer'
import { commandBuilders, partnerCenterCustomer, submitted } from '@accountable/domain/testing'
import { hostileKeys, hostileValue, hostileValueCount } from './hostile-values.js'

/** A small generator of numbers below 1; the same seed gives the same inputs on every machine (mulberry32). */
const randomFrom = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const builders: ReadonlyArray<() => CustomerCommand> = Object.values(commandBuilders)

type Node = Record<string, unknown>

/** The nodes of commands. Hostile values are put into them and never touched: some of them are JavaScript's own objects. */
const nodes = new WeakSet<object>()

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && nodes.has(value)

/** A copy of a command, whose nodes may be damaged. */
const copyOf = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const copy = Array.isArray(value)
    ? value.map(copyOf)
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]))
  nodes.add(copy)
  return copy
}

const put = (node: Node, key: string, value: unknown): void => {
  if (key === 'length' && Array.isArray(node)) return
  Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Inputs by the thousand: commands with something wrong in them, wrong things with a command in them, and neither. */
export function* hostileInputs(seed: number): Generator<unknown, never> {
  const random = randomFrom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <A>(items: ReadonlyArray<A>): A => items[below(items.length)] as A

  const text = (): string => {
    let result = ''
    for (let left = below(24); left > 0; left--) {
      const kind = below(6)
      result += kind < 3 ? String.fromCharCode(32 + below(95)) : String.fromCharCode(below(0x10000))
    }
    return result
  }
  const value = (depth: number): unknown => {
    const kind = below(8)
    if (kind < 4) return hostileValue(below(hostileValueCount))
    if (kind < 6 || depth === 0) return kind === 4 ? text() : below(1 << 30) - 500
    if (kind === 6) return Array.from({ length: below(5) }, () => value(depth - 1))
    return Object.fromEntries(Array.from({ length: below(5) }, () => [key(), value(depth - 1)]))
  }
  const key = (): string =>
    below(3) === 0 ? pick(hostileKeys) : below(2) === 0 ? text() : pick(['type', 'data', 'actor', 'id'])

  const command = (): Node => {
    const built = submitted(pick(builders)())
    return copyOf(
      below(10) === 0 ? { ...built, data: { ...partnerCenterCustomer(), ...(built['data'] as object) } } : built
    ) as Node
  }
  /** Another value, another key or one less, somewhere in the command. */
  const damaged = (input: Node): unknown => {
    for (let node = input; ; ) {
      const keys = Object.keys(node)
      const chosen = keys.length === 0 ? key() : pick(keys)
      const inner = Object.hasOwn(node, chosen) ? node[chosen] : undefined
      if (isNode(inner) && below(3) > 0) {
        node = inner
        continue
      }
      const how = below(6)
      if (how === 0) Reflect.deleteProperty(node, chosen)
      else if (how === 1) put(node, key(), value(2))
      else put(node, chosen, value(2))
      return input
    }
  }

  for (;;) {
    const kind = below(20)
    if (kind === 0) yield value(3)
    else if (kind === 1) yield [command()]
    else {
      let input: unknown = command()
      for (let left = 1 + below(4); left > 0 && isNode(input); left--) input = damaged(input)
      yield input
    }
  }
}

/** The hostile values one by one: as the whole input, and in every place of every command. */
export function* handMadeInputs(): Generator {
  for (let n = 0; n < hostileValueCount; n++) {
    yield hostileValue(n)
    for (const build of builders) {
      const places = (node: Node, path: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
        Object.entries(node).flatMap(([key, inner]) => [
          [...path, key],
          ...(isNode(inner) ? places(inner, [...path, key]) : [])
        ])
      for (const path of places(copyOf(submitted(build())) as Node, [])) {
        const input = copyOf(submitted(build())) as Node
        const parent = path.slice(0, -1).reduce<Node>((node, key) => node[key] as Node, input)
        parent[path.at(-1) ?? ''] = hostileValue(n)
        yield input
      }
    }
  }
  for (const key of hostileKeys) {
    for (const build of builders) {
      const input = submitted(build())
      const extra = JSON.parse(`{${JSON.stringify(key)}:{"type":"x","roles":["AdminAgent"]}}`) as object
      yield Object.defineProperties(copyOf(input), Object.getOwnPropertyDescriptors(extra))
      yield { ...input, data: Object.defineProperties(copyOf(input['data']), Object.getOwnPropertyDescriptors(extra)) }
    }
  }
}
