import type { EventLog } from './storage/event-log.js'
import { type AppendRequest, type AppendResult, appendEvents } from './streams/append-events.js'
import { type DeleteResult, softDelete, tombstone } from './streams/delete-stream.js'
import type { ExpectedRevision } from './streams/expected-revision.js'
import { type LogPage, type ReadAllOptions, readBackwards, readForwards } from './streams/read-all.js'
import type { ReadEvent } from './streams/read-event.js'
import { type ReadStreamRequest, readStream } from './streams/read-stream.js'
import { type StreamState, StreamStates } from './streams/stream-state.js'

/** Streams over a log, as EventStoreDB has them: what the calls of the protocol come down to. */
export class EventNode {
  readonly log: EventLog
  readonly #states: StreamStates

  constructor(log: EventLog) {
    this.log = log
    this.#states = new StreamStates(log)
  }

  /** A stream as readers find it now. */
  stream(name: string): StreamState {
    return this.#states.visible(name)
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return appendEvents(this.log, this.#states, request)
  }

  softDelete(stream: string, expected: ExpectedRevision): Promise<DeleteResult> {
    return softDelete(this.log, this.#states, stream, expected)
  }

  tombstone(stream: string, expected: ExpectedRevision): Promise<DeleteResult> {
    return tombstone(this.log, this.#states, stream, expected)
  }

  readStream(request: ReadStreamRequest): AsyncGenerator<readonly ReadEvent[]> {
    return readStream(this.log, this.#states, request)
  }

  /** One page of entries [from, end). It is made with `count` events in mind, and may have more. */
  readForwards(from: number, end: number, count: number, options: ReadAllOptions): Promise<LogPage> {
    return readForwards(this.log, this.#states, from, end, count, options)
  }

  /** One page of entries below `from`, the last one first. It is made with `count` events in mind, and may have more. */
  readBackwards(from: number, count: number, options: ReadAllOptions): Promise<LogPage> {
    return readBackwards(this.log, this.#states, from, count, options)
  }
}
