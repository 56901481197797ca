// What the recorded answers say of streams, once more and as plainly as possible: no log, no index, no durability.

export type Expected = 'any' | 'no_stream' | 'stream_exists' | number
export type Operation =
  | { readonly kind: 'append'; readonly stream: string; readonly expected: Expected; readonly ids: readonly string[] }
  | { readonly kind: 'delete'; readonly stream: string; readonly expected: Exclude<Expected, 'stream_exists'> }
  | { readonly kind: 'tombstone'; readonly stream: string; readonly expected: Expected }
  | { readonly kind: 'metadata'; readonly stream: string; readonly maxCount?: number; readonly truncateBefore?: number }
  | { readonly kind: 'restart' }

/** `wrong` with the stream's last revision, −1 for none. */
export type Answer = `stored ${number}` | `wrong ${number}` | 'deleted' | 'done'

const SOFT = Number.POSITIVE_INFINITY

interface Stream {
  readonly ids: string[]
  metadata: { readonly maxCount?: number; readonly truncateBefore?: number } | undefined
  tombstoned: boolean
}

export class StreamModel {
  readonly #streams = new Map<string, Stream>()
  /** Where an id was stored first. */
  readonly #first = new Map<string, { readonly stream: string; readonly revision: number }>()

  apply(operation: Exclude<Operation, { kind: 'restart' }>): Answer {
    const stream = this.#stream(operation.stream)
    if (operation.kind === 'metadata') return this.#setMetadata(stream, operation)
    if (stream.tombstoned) return 'deleted'
    switch (operation.kind) {
      case 'append':
        return this.#append(operation.stream, stream, operation.expected, operation.ids)
      case 'delete':
        return this.#delete(stream, operation.expected)
      case 'tombstone':
        return this.#tombstone(stream, operation.expected)
    }
  }

  /** What a read of the whole stream shows: revisions and ids. */
  read(name: string): readonly string[] | 'not found' | 'deleted' {
    const { ids, metadata, tombstoned } = this.#stream(name)
    if (tombstoned) return 'deleted'
    if (ids.length === 0 || metadata?.truncateBefore === SOFT) return 'not found'
    const first = Math.max(metadata?.truncateBefore ?? 0, ids.length - (metadata?.maxCount ?? ids.length))
    return ids.map((id, revision) => `${revision} ${id}`).slice(first)
  }

  #append(name: string, stream: Stream, expected: Expected, ids: readonly string[]): Answer {
    const last = stream.ids.length - 1
    const soft = stream.metadata?.truncateBefore === SOFT
    if (expected === 'stream_exists') {
      if (soft) return 'deleted'
      if (last < 0 && !stream.metadata) return `wrong ${last}`
    }
    if (expected === 'any' || expected === 'stream_exists') {
      const known = ids.map((id) => (this.#first.get(id)?.stream === name ? this.#first.get(id)?.revision : undefined))
      if (known[0] !== undefined)
        return known.includes(undefined) ? `wrong ${last}` : `stored ${known.at(-1) as number}`
    } else {
      const revision = expected === 'no_stream' ? -1 : expected
      if (revision > last) return `wrong ${last}`
      if (revision < last) {
        if (ids.every((id, i) => stream.ids[revision + 1 + i] === id)) return `stored ${revision + ids.length}`
        if (!(expected === 'no_stream' && soft && stream.ids[0] !== ids[0])) return `wrong ${last}`
      }
    }
    for (const id of ids) {
      const revision = stream.ids.push(id) - 1
      if (!this.#first.has(id)) this.#first.set(id, { stream: name, revision })
    }
    if (soft) stream.metadata = { truncateBefore: last + 1 }
    return `stored ${stream.ids.length - 1}`
  }

  #delete(stream: Stream, expected: Exclude<Expected, 'stream_exists'>): Answer {
    const last = stream.ids.length - 1
    const soft = stream.metadata?.truncateBefore === SOFT
    const agrees = expected === 'any' || (expected === 'no_stream' ? last < 0 || soft : expected === last)
    if (!agrees || (last < 0 && !stream.metadata)) return `wrong ${last}`
    stream.metadata = { truncateBefore: SOFT }
    return 'done'
  }

  #tombstone(stream: Stream, expected: Expected): Answer {
    const last = stream.ids.length - 1
    const soft = stream.metadata?.truncateBefore === SOFT
    if (expected === 'stream_exists' && soft) return 'deleted'
    const exists = last >= 0 || stream.metadata !== undefined
    const agrees =
      expected === 'any' ||
      (expected === 'stream_exists' ? exists : expected === 'no_stream' ? last < 0 || soft : expected === last)
    if (!agrees) return `wrong ${last}`
    stream.tombstoned = true
    return 'done'
  }

  #setMetadata(stream: Stream, { maxCount, truncateBefore }: Extract<Operation, { kind: 'metadata' }>): Answer {
    const soft = stream.metadata?.truncateBefore === SOFT
    if (stream.tombstoned && !soft) return 'deleted'
    stream.metadata = {
      ...(maxCount === undefined ? {} : { maxCount }),
      ...(soft ? { truncateBefore: stream.ids.length } : truncateBefore === undefined ? {} : { truncateBefore })
    }
    return 'done'
  }

  #stream(name: string): Stream {
    const stream = this.#streams.get(name) ?? { ids: [], metadata: undefined, tombstoned: false }
    this.#streams.set(name, stream)
    return stream
  }
}
