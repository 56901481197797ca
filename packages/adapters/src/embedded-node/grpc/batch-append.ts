import type { handleBidiStreamingCall } from '@grpc/grpc-js'
import type { EventNode } from '../event-node.js'
import type { NewEvent } from '../storage/event-record.js'
import { batchFailure, batchRefusal, batchSuccess, timeout, tooLarge } from './batch-append-response.js'
import { expectedRevision, LARGEST_APPEND, newEvent, streamName, uuid } from './decode-request.js'
import type { streams } from './messages.js'

type Request = streams.BatchAppendReq
type Response = streams.BatchAppendResp

interface Pending {
  readonly options: streams.BatchAppendReq.Options
  readonly events: NewEvent[]
  size: number
  readonly timer: NodeJS.Timeout | undefined
}

/** Longest delay that a timer takes. */
const LONGEST_WAIT = 2 ** 31 - 1

/**
 * Many appends over one call, told apart by correlation ids. An append may come in pieces; it is judged when its last piece
 * is there. Whatever is wrong with one append, the call goes on.
 */
export const batchAppend =
  (node: EventNode): handleBidiStreamingCall<Request, Response> =>
  (call) => {
    const pending = new Map<string, Pending>()
    let unanswered = 0
    let ended = false
    const answer = (response: Response): void => {
      if (!call.cancelled) call.write(response)
    }
    const endWhenDone = (): void => {
      if (ended && unanswered === 0) call.end()
    }
    const begin = (request: Request, key: string, options: streams.BatchAppendReq.Options): Pending | undefined => {
      const deadline = options.getDeadline()?.toDate().getTime()
      const left = deadline === undefined ? undefined : deadline - Date.now()
      const expire = (): void => {
        pending.delete(key)
        answer(timeout(request, options))
      }
      if (left !== undefined && left <= 0) {
        expire()
        return undefined
      }
      const timer =
        left === undefined || request.getIsFinal() || left > LONGEST_WAIT ? undefined : setTimeout(expire, left)
      return { options, events: [], size: 0, timer }
    }
    const take = (request: Request): void => {
      const key = uuid(request.getCorrelationId())
      const options = request.getOptions()
      let append = key === undefined ? undefined : pending.get(key)
      if (!append && options) append = begin(request, key ?? '', options)
      if (!append) return
      try {
        if (key === undefined) throw new Error('an append needs a correlation id')
        for (const message of request.getProposedMessagesList()) {
          const event = newEvent(message)
          append.events.push(event)
          append.size += event.data.length
        }
        if (append.size > LARGEST_APPEND) {
          forget(key)
          answer(tooLarge(request, append.options))
        } else if (request.getIsFinal()) {
          forget(key)
          store(request, append)
        } else {
          pending.set(key, append)
        }
      } catch (error) {
        if (key !== undefined) forget(key)
        answer(batchFailure(request, append.options, error))
      }
    }
    const forget = (key: string): void => {
      clearTimeout(pending.get(key)?.timer)
      pending.delete(key)
    }
    const store = (request: Request, { options, events }: Pending): void => {
      const stream = streamName(options.getStreamIdentifier())
      const expected = expectedRevision(options, options.hasStreamPosition() ? options.getStreamPosition() : undefined)
      unanswered++
      node
        .append({ stream, expected, events })
        .then(
          (result) =>
            answer(
              result.kind === 'appended'
                ? batchSuccess(request, options, result)
                : batchRefusal(request, options, result)
            ),
          (error: unknown) => call.emit('error', error)
        )
        .finally(() => {
          unanswered--
          endWhenDone()
        })
    }
    call.on('data', take)
    call.on('end', () => {
      ended = true
      endWhenDone()
    })
    call.on('error', () => undefined)
    call.on('cancelled', () => {
      for (const key of pending.keys()) forget(key)
    })
  }
