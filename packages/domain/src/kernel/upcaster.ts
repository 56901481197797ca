import type { Json, JsonObject } from './json.js'

/** What an upcaster sees: the stored data and metadata, and the personal values that could be opened, by JSON pointer. */
export interface UpcastableEvent {
  readonly data: JsonObject
  readonly metadata: JsonObject
  readonly personal: Readonly<Record<string, Json>>
}

/**
 * One step from an old stored shape of an event type to the next one. It moves what is there and never validates; a
 * personal value is moved by renaming its pointer in `personal`, and one that cannot be opened needs no move.
 */
export interface Upcaster {
  readonly type: string
  readonly from: number
  readonly upcast: (event: UpcastableEvent) => UpcastableEvent
}

/** The steps from a version to today's, in order. */
export type UpcasterChain = (type: string, version: number) => ReadonlyArray<Upcaster>

const none: ReadonlyArray<Upcaster> = []

/**
 * Chains that move forward by one version at a time and end at today's.
 * @throws Error where a step is missing, double or beyond today's version; that is a programmer's error, found at start.
 */
export const upcasterChains = (
  current: Readonly<Record<string, number>>,
  upcasters: ReadonlyArray<Upcaster>
): UpcasterChain => {
  const steps = new Map<string, Upcaster>()
  for (const upcaster of upcasters) {
    const { type, from } = upcaster
    const key = `${type}@${from}`
    if (steps.has(key)) throw new Error(`two upcasters from ${key}`)
    if (from < 1 || from >= (current[type] ?? 0)) throw new Error(`upcaster from ${key} does not move forward`)
    steps.set(key, upcaster)
  }
  /** By type, and then by version: each event asks. */
  const chains = new Map<string, Map<number, ReadonlyArray<Upcaster>>>()
  for (const [type, version] of Object.entries(current)) {
    let chain: ReadonlyArray<Upcaster> = []
    const ofType = new Map<number, ReadonlyArray<Upcaster>>()
    chains.set(type, ofType)
    for (let from = version - 1; from >= 1; from--) {
      const step = steps.get(`${type}@${from}`)
      if (step === undefined) throw new Error(`no upcaster from ${type}@${from}`)
      chain = [step, ...chain]
      ofType.set(from, chain)
    }
  }
  return (type, version) => chains.get(type)?.get(version) ?? none
}
