import { randomUUID } from 'node:crypto'
import type { EventStore, NewEvent } from '@accountable/domain/application'
import {
  type ExpectedRevision,
  type Position,
  revision,
  type StoredEvent,
  type StreamName,
  streamName
} from '@accountable/domain/kernel'
import type { EventFeed } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'

/** What a writer knows of its stream. */
export interface Written {
  readonly stream: StreamName
  /** Ids of acknowledged events, in order. */
  readonly acknowledged: ReadonlyArray<string>
  /** Of appends whose outcome stayed unknown, by the revision that they would have. */
  readonly unknown: ReadonlyMap<bigint, string>
}

/**
 * Appends to a stream of its own, one event after the other, until it is told to stop. After an unknown outcome it reads where the
 * stream ends, as a command handler would.
 */
export const write = async (eventStore: EventStore, isOver: () => boolean): Promise<Written> => {
  const stream = streamName('customer', randomUUID())
  const acknowledged: Array<string> = []
  const unknown = new Map<bigint, string>()
  let expected: ExpectedRevision = 'noStream'
  while (!isOver()) {
    const event: NewEvent = {
      eventId: randomUUID(),
      type: 'thing-happened',
      data: { text: 'x'.repeat(200) },
      metadata: {}
    }
    const append: Awaited<ReturnType<ReturnType<EventStore['appendToStream']>>> = await eventStore.appendToStream(
      stream,
      expected,
      [event]
    )()
    if (E.isRight(append)) {
      acknowledged.push(event.eventId)
      expected = append.right.revision
    } else if (append.left.type === 'OutcomeUnknown') {
      unknown.set(expected === 'noStream' ? 0n : expected + 1n, event.eventId)
    } else if (append.left.type === 'RevisionMismatch' && append.left.actual !== 'noStream') {
      // Only an append of unknown outcome can have come between: it was stored.
      const lost = unknown.get(append.left.actual)
      assert.ok(lost, 'a mismatch, and nobody else writes')
      acknowledged.push(lost)
      expected = append.left.actual
    } else if (append.left.type !== 'StoreUnavailable') {
      assert.unreachable(`not expected: ${JSON.stringify(append.left.type)}`)
    }
  }
  return { stream, acknowledged, unknown }
}

/** Fails unless a stream holds what was acknowledged, in order and once, and after it at most one append of unknown outcome. */
export const expectStored = async (
  eventStore: EventStore,
  { stream, acknowledged, unknown }: Written
): Promise<number> => {
  const read = await eventStore.readStream(stream, revision(0), 1_000_000)()
  assert.ok(E.isRight(read), 'the stream can be read')
  const stored = read.right.map(({ eventId }) => eventId)
  const surplus = stored.slice(acknowledged.length)
  assert.equal(stored.slice(0, acknowledged.length), acknowledged)
  assert.ok(surplus.length <= 1 && surplus.every((eventId) => unknown.get(BigInt(acknowledged.length)) === eventId))
  return stored.length
}

/** Follows the log as an engine would: a hint, then pages to the end. */
export const followLog = (eventFeed: EventFeed, start: Position | undefined) => {
  const seen: Array<StoredEvent> = []
  let after = start
  let [hinted, pulling, hints] = [false, false, 0]
  const pull = async (): Promise<void> => {
    if (pulling) return
    pulling = true
    while (hinted) {
      hinted = false
      for (let more = true; more; ) {
        const page = await eventFeed.readAll(after, 200)()
        // A feed that is not available now: the same page again. The hint stands for it.
        more = E.isLeft(page) || page.right.readUpTo !== undefined
        if (E.isRight(page)) {
          seen.push(...page.right.events)
          after = page.right.readUpTo ?? after
        }
        if (stopped) more = false
      }
    }
    pulling = false
  }
  let stopped = false
  const listening = eventFeed.appended$(start).subscribe({
    next: () => {
      hints++
      hinted = true
      void pull()
    },
    error: () => assert.unreachable('appended$ erred'),
    complete: () => assert.unreachable('appended$ completed')
  })
  return {
    seen,
    hints: () => hints,
    stop: () => {
      stopped = true
      listening.unsubscribe()
    }
  }
}

export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10)) // the test's own time limit ends it
}
