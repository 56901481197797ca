import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js'
import type { EventNode } from '../event-node.js'
import type { NewEvent } from '../storage/event-record.js'
import { DiskFull } from '../storage/free-space.js'
import type { AppendRequest } from '../streams/append-events.js'
import { AppendSize } from './append-size.js'
import type { BatchAppendOptions, BatchAppendRequest } from './batch-append-request.js'
import { badRequest, noRoom, refused, stored, timeout, tooLarge } from './batch-append-response.js'
import { checkedName, newEvent, required } from './decode-request.js'
import { toRefusal } from './refusal.js'
import { writeTogether } from './write-together.js'

/** Decoded by `batch-append-request`; its answers are bytes already, see `batch-append-response`. */
type BatchAppendCall = ServerDuplexStream<BatchAppendRequest, Buffer>

/** An append whose last piece has not come yet. */
interface Incoming {
  readonly options: BatchAppendOptions
  readonly events: NewEvent[]
  readonly size: AppendSize
  readonly timer: NodeJS.Timeout | undefined
}

/** The longest delay that a timer takes. */
const LONGEST_WAIT = 2 ** 31 - 1

/**
 * Many appends over one call, told apart by correlation ids. An append may come in pieces, and is judged when its last one
 * is there. Whatever is wrong with one append, the call goes on.
 */
export const batchAppend =
  (node: EventNode): handleBidiStreamingCall<BatchAppendRequest, Buffer> =>
  (call) => {
    const appends = new BatchAppends(node, call)
    writeTogether(call) // the answers to the appends that one sync made safe
    call.on('data', (request: BatchAppendRequest) => appends.take(request))
    call.on('end', () => appends.end())
    call.on('cancelled', () => appends.cancel())
    call.on('error', () => undefined)
  }

class BatchAppends {
  readonly #node: EventNode
  readonly #call: BatchAppendCall
  readonly #incoming = new Map<string, Incoming>()
  #unanswered = 0
  #ended = false

  constructor(node: EventNode, call: BatchAppendCall) {
    this.#node = node
    this.#call = call
  }

  take(request: BatchAppendRequest): void {
    const { correlationId: id } = request
    const append = this.#incoming.get(id ?? '') ?? this.#begin(request, id ?? '')
    if (!append) return
    try {
      if (id === undefined) throw new Error('an append needs a correlation id')
      this.#add(request, id, append)
    } catch (error) {
      this.#forget(id ?? '')
      this.#answer(badRequest(request, append.options, error))
    }
  }

  /** The client has sent everything: the call ends with the last answer. */
  end(): void {
    this.#ended = true
    if (this.#unanswered === 0) this.#call.end()
  }

  cancel(): void {
    for (const id of this.#incoming.keys()) this.#forget(id)
  }

  /** A piece without options, of an append that is not known, is ignored: its answer has been given. */
  #begin(request: BatchAppendRequest, id: string): Incoming | undefined {
    const { options } = request
    if (!options) return undefined
    const left = options.deadline - Date.now()
    const expire = (): void => {
      this.#forget(id)
      this.#answer(timeout(request, options))
    }
    if (left <= 0) {
      expire()
      return undefined
    }
    const timer = request.isFinal || left > LONGEST_WAIT ? undefined : setTimeout(expire, left)
    return { options, events: [], size: new AppendSize(), timer }
  }

  #add(request: BatchAppendRequest, id: string, append: Incoming): void {
    for (const proposed of request.events) {
      const event = newEvent(proposed)
      append.events.push(event)
      append.size.add(event)
    }
    if (append.size.isTooLarge) {
      this.#forget(id)
      this.#answer(tooLarge(request, append.options))
    } else if (request.isFinal) {
      this.#forget(id)
      void this.#store(request, append.options, appendRequest(append))
    } else {
      this.#incoming.set(id, append)
    }
  }

  async #store(request: BatchAppendRequest, options: BatchAppendOptions, append: AppendRequest): Promise<void> {
    this.#unanswered++
    try {
      const result = await this.#node.append(append)
      this.#answer(result.kind === 'appended' ? stored(request, options, result) : refused(request, options, result))
    } catch (error) {
      if (error instanceof DiskFull) this.#answer(noRoom(request, options, error))
      else this.#call.emit('error', toRefusal(error))
    }
    this.#unanswered--
    if (this.#ended) this.end()
  }

  #answer(response: Buffer): void {
    if (!this.#call.cancelled) this.#call.write(response)
  }

  #forget(id: string): void {
    clearTimeout(this.#incoming.get(id)?.timer)
    this.#incoming.delete(id)
  }
}

const appendRequest = ({ options, events }: Incoming): AppendRequest => ({
  stream: checkedName(options.streamName ?? Buffer.alloc(0)),
  expected: required(options.expected),
  events
})
