import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js'
import type { EventNode } from '../event-node.js'
import type { NewEvent } from '../storage/event-record.js'
import { DiskFull } from '../storage/free-space.js'
import type { AppendRequest } from '../streams/append-events.js'
import { AppendSize } from './append-size.js'
import { badRequest, noRoom, refused, stored, timeout, tooLarge } from './batch-append-response.js'
import { expectedRevision, newEvent, streamName, uuid } from './decode-request.js'
import type { streams } from './messages.js'
import { toRefusal } from './refusal.js'

type Request = streams.BatchAppendReq
type Options = streams.BatchAppendReq.Options
type Response = streams.BatchAppendResp

/** An append whose last piece has not come yet. */
interface Incoming {
  readonly options: Options
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
  (node: EventNode): handleBidiStreamingCall<Request, Response> =>
  (call) => {
    const appends = new BatchAppends(node, call)
    call.on('data', (request: Request) => appends.take(request))
    call.on('end', () => appends.end())
    call.on('cancelled', () => appends.cancel())
    call.on('error', () => undefined)
  }

class BatchAppends {
  readonly #node: EventNode
  readonly #call: ServerDuplexStream<Request, Response>
  readonly #incoming = new Map<string, Incoming>()
  #unanswered = 0
  #ended = false

  constructor(node: EventNode, call: ServerDuplexStream<Request, Response>) {
    this.#node = node
    this.#call = call
  }

  take(request: Request): void {
    const id = uuid(request.getCorrelationId())
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
  #begin(request: Request, id: string): Incoming | undefined {
    const options = request.getOptions()
    if (!options) return undefined
    const deadline = options.getDeadline()?.toDate().getTime() ?? Number.POSITIVE_INFINITY
    const left = deadline - Date.now()
    const expire = (): void => {
      this.#forget(id)
      this.#answer(timeout(request, options))
    }
    if (left <= 0) {
      expire()
      return undefined
    }
    const timer = request.getIsFinal() || left > LONGEST_WAIT ? undefined : setTimeout(expire, left)
    return { options, events: [], size: new AppendSize(), timer }
  }

  #add(request: Request, id: string, append: Incoming): void {
    for (const message of request.getProposedMessagesList()) {
      const event = newEvent(message)
      append.events.push(event)
      append.size.add(event)
    }
    if (append.size.isTooLarge) {
      this.#forget(id)
      this.#answer(tooLarge(request, append.options))
    } else if (request.getIsFinal()) {
      this.#forget(id)
      void this.#store(request, append.options, appendRequest(append))
    } else {
      this.#incoming.set(id, append)
    }
  }

  async #store(request: Request, options: Options, append: AppendRequest): Promise<void> {
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

  #answer(response: Response): void {
    if (!this.#call.cancelled) this.#call.write(response)
  }

  #forget(id: string): void {
    clearTimeout(this.#incoming.get(id)?.timer)
    this.#incoming.delete(id)
  }
}

const appendRequest = ({ options, events }: Incoming): AppendRequest => ({
  stream: streamName(options.getStreamIdentifier()),
  expected: expectedRevision(options, options.hasStreamPosition() ? options.getStreamPosition() : undefined),
  events
})
