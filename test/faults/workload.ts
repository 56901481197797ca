import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventStore, NewEvent } from '@accountable/domain/application'
import { type Position, revision, type StoredEvent, type StreamName, streamName } from '@accountable/domain/kernel'
import type { EventFeed } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'

/** What a writer knows of its stream. */
interface Written {
  readonly stream: StreamName
  /** Ids of acknowledged events, and of those that were found stored after all, in order. */
  readonly acknowledged: ReadonlyArray<string>
}

/** A writer at work; what it knows grows. */
interface Writer {
  readonly written: Written
  readonly hasFailed: () => boolean
  /**
   * Resolves when an append has been acknowledged, so that no earlier one of unknown outcome can be stored any more; rejects if an
   * answer was wrong.
   */
  readonly stop: () => Promise<void>
}

/**
 * Appends to a stream of its own, one event after the other, until it is stopped. After an unknown outcome it goes on with
 * another event; if the one before it was stored after all, that shows as a mismatch, and it reads what is there.
 */
const startWriter = (eventStore: EventStore): Writer => {
  const stream = streamName('customer', randomUUID())
  const acknowledged: Array<string> = []
  /** Ids of events whose append had no known outcome: any of them may be stored, late. */
  const unknown = new Set<string>()

  const lookUp = async (): Promise<void> => {
    const page = await eventStore.readStream(stream, revision(acknowledged.length), 100)()
    for (const { eventId } of E.isRight(page) ? page.right : []) {
      assert.ok(unknown.has(eventId), 'an event that nobody wrote, or one that was said not to be stored')
      acknowledged.push(eventId)
    }
  }

  /** Answers whether the append was acknowledged. */
  const appendNext = async (): Promise<boolean> => {
    const event: NewEvent = {
      eventId: randomUUID(),
      type: 'thing-happened',
      data: { text: 'x'.repeat(200) },
      metadata: {}
    }
    const expected = acknowledged.length === 0 ? 'noStream' : revision(acknowledged.length - 1)
    const append = await eventStore.appendToStream(stream, expected, [event])()
    if (E.isRight(append)) {
      assert.is(append.right.revision, BigInt(acknowledged.length))
      acknowledged.push(event.eventId)
    } else if (append.left.type === 'OutcomeUnknown') unknown.add(event.eventId)
    else if (append.left.type === 'RevisionMismatch') {
      const { actual } = append.left
      assert.ok(actual !== 'noStream' && actual >= BigInt(acknowledged.length), 'nothing acknowledged is gone')
      await lookUp()
    } else assert.is(append.left.type, 'StoreUnavailable')
    return E.isRight(append)
  }

  const state = { stopped: false, failed: false }
  const work = (async () => {
    for (let isSettled = false; !state.stopped || !isSettled; ) isSettled = await appendNext()
  })()
  work.catch(() => {
    state.failed = true // `stop` hands the error on
  })
  return {
    written: { stream, acknowledged },
    hasFailed: () => state.failed,
    stop: () => {
      state.stopped = true
      return work
    }
  }
}

/** Fails unless a stream holds what was acknowledged, in order and once, and nothing else. */
const expectStored = async (eventStore: EventStore, { stream, acknowledged }: Written): Promise<number> => {
  const read = await eventStore.readStream(stream, revision(0), 1_000_000)()
  assert.ok(E.isRight(read), 'the stream can be read')
  const stored = read.right.map(({ eventId }) => eventId)
  assert.equal(stored, acknowledged)
  return stored.length
}

/** Follows the log as an engine would: a hint, then pages to the end. */
const followLog = (eventFeed: EventFeed, start: Position | undefined) => {
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
        } else await sleep(10)
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

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await sleep(10) // the test's own time limit ends it
}

/** Six writers and a follower; `stop` fails unless nothing was lost, doubled or missed. */
export const startWorkload = (eventStore: EventStore, eventFeed: EventFeed) => {
  const follower = followLog(eventFeed, undefined)
  const writers = Array.from({ length: 6 }, () => startWriter(eventStore))
  return {
    follower,
    /** Every writer has gone on since now, and the follower too. */
    goesOn: async (): Promise<void> => {
      const before = writers.map(({ written }) => written.acknowledged.length)
      const seen = follower.seen.length
      await until(
        () =>
          writers.some(({ hasFailed }) => hasFailed()) ||
          (writers.every(({ written }, index) => written.acknowledged.length > (before[index] ?? 0)) &&
            follower.seen.length > seen)
      )
    },
    /** `direct` reads what is stored, past whatever is unreliable. */
    stop: async (direct: EventStore): Promise<void> => {
      try {
        await Promise.all(writers.map(({ stop }) => stop()))
        const counts = await Promise.all(writers.map(({ written }) => expectStored(direct, written)))
        const total = counts.reduce((sum, count) => sum + count, 0)
        await until(() => follower.seen.length >= total)
        assert.is(new Set(follower.seen.map(({ eventId }) => eventId)).size, total)
        assert.is(follower.seen.length, total)
      } finally {
        follower.stop()
      }
    }
  }
}
