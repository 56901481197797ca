import type { handleClientStreamingCall } from '@grpc/grpc-js'
import type { EventNode } from '../event-node.js'
import type { NewEvent } from '../storage/event-record.js'
import type { AppendResult } from '../streams/append-events.js'
import { AppendSize, LARGEST_APPEND } from './append-size.js'
import { expectedRevision, newEvent, proposedEvent, streamName } from './decode-request.js'
import { shared, streams } from './messages.js'
import { appendTooLarge, streamDeleted, toRefusal, unknown } from './refusal.js'
import { fieldLength, WireWriter } from './wire-writer.js'

type Request = streams.AppendReq

/** The classic append: options first, then one message an event. */
export const append =
  (node: EventNode): handleClientStreamingCall<Request, Buffer> =>
  (call, respond) => {
    let options: streams.AppendReq.Options | undefined
    const events: NewEvent[] = []
    const size = new AppendSize()
    let answered = false
    const refuse = (error: unknown): void => {
      if (answered) return
      answered = true
      respond(toRefusal(error))
    }
    const take = (request: Request): void => {
      if (request.hasOptions()) {
        options = request.getOptions()
        return
      }
      if (!options) throw unknown('the options come first')
      const message = request.getProposedMessage()
      if (!message) throw unknown('a request holds options or an event')
      const event = newEvent(proposedEvent(message))
      size.add(event)
      if (size.isTooLarge) throw appendTooLarge(LARGEST_APPEND)
      events.push(event)
    }
    const store = async (): Promise<void> => {
      // A call that the client breaks off ends too: that it is cancelled shows a moment later.
      await new Promise(setImmediate)
      if (answered || call.cancelled) return
      if (!options) throw unknown('the options come first')
      const stream = streamName(options.getStreamIdentifier())
      const expected = expectedRevision(options, options.hasRevision() ? options.getRevision() : undefined)
      const result = await node.append({ stream, expected, events })
      if (result.kind === 'deleted') throw streamDeleted(stream)
      respond(null, response(result, options))
    }
    call.on('data', (request: Request) => {
      if (answered) return
      try {
        take(request)
      } catch (error) {
        refuse(error)
      }
    })
    call.on('end', () => void store().catch(refuse))
    call.on('error', () => undefined)
  }

const response = (result: Exclude<AppendResult, { kind: 'deleted' }>, options: streams.AppendReq.Options): Buffer =>
  result.kind === 'appended'
    ? Buffer.from(new streams.AppendResp().setSuccess(success(result)).serializeBinary())
    : wrongExpectedRevision(result.lastRevision, options)

const success = ({ revision, position }: Extract<AppendResult, { kind: 'appended' }>): streams.AppendResp.Success => {
  const message = new streams.AppendResp.Success()
  if (revision < 0) message.setNoStream(new shared.Empty())
  else message.setCurrentRevision(String(revision))
  if (position === undefined) return message.setNoPosition(new shared.Empty())
  const place = new streams.AppendResp.Position()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position))
  return message.setPosition(place)
}

/** Everything twice: once as clients before release 20.6.1 read it. */
const wrongExpectedRevision = (lastRevision: number, options: streams.AppendReq.Options): Buffer => {
  const message = new streams.AppendResp.WrongExpectedVersion()
  if (lastRevision < 0) message.setCurrentNoStream(new shared.Empty()).setNoStream2060(new shared.Empty())
  else message.setCurrentRevision(String(lastRevision)).setCurrentRevision2060(lastRevision)
  if (options.hasAny()) message.setExpectedAny(new shared.Empty()).setAny2060(new shared.Empty())
  else if (options.hasStreamExists())
    message.setExpectedStreamExists(new shared.Empty()).setStreamExists2060(new shared.Empty())
  else if (options.hasNoStream()) message.setExpectedNoStream(new shared.Empty())
  else message.setExpectedRevision(options.getRevision()).setExpectedRevision2060(Number(options.getRevision()))
  const bytes = message.serializeBinary()
  return options.hasNoStream() ? inResponse(Buffer.concat([bytes, NO_STREAM_2060])) : inResponse(bytes)
}

/** Field 3 (expected_revision_20_6_0) with 2^64 − 1, which the generated message cannot hold. */
const NO_STREAM_2060 = Buffer.from([0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])

/** AppendResp.wrong_expected_version. */
const inResponse = (wrong: Uint8Array): Buffer => {
  const out = new WireWriter(fieldLength(wrong.length))
  out.blob(2, wrong)
  return out.bytes
}
