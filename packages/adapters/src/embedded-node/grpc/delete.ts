import type { handleUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import type { EventNode } from '../event-node.js'
import type { DeleteResult } from '../streams/delete-stream.js'
import type { ExpectedRevision } from '../streams/expected-revision.js'
import { expectedRevision, streamName } from './decode-request.js'
import { streams } from './messages.js'
import { streamDeleted, toRefusal, unknown, wrongExpectedRevision } from './refusal.js'

/** What stands for an expectation in the trailers. */
const NUMBERS = { any: '-2', no_stream: '-1', stream_exists: '-4' }
const numberOf = (expected: ExpectedRevision): string =>
  typeof expected === 'bigint' ? String(expected) : NUMBERS[expected]

type Options = streams.DeleteReq.Options | streams.TombstoneReq.Options
type Remove = (stream: string, expected: ExpectedRevision) => Promise<DeleteResult>

const remove = async (operation: string, options: Options | undefined, run: Remove): Promise<string> => {
  if (!options) throw unknown('the request has no options')
  const stream = streamName(options.getStreamIdentifier())
  const expected = expectedRevision(options, options.hasRevision() ? options.getRevision() : undefined)
  const result = await run(stream, expected)
  switch (result.kind) {
    case 'done':
      return String(result.position)
    case 'deleted':
      throw streamDeleted(stream)
    case 'wrong-expected-revision':
      throw wrongExpectedRevision(operation, stream, numberOf(expected), String(result.lastRevision))
  }
}

const answer = async <Response>(
  respond: sendUnaryData<Response>,
  position: Promise<string>,
  response: (position: string) => Response
): Promise<void> => {
  try {
    respond(null, response(await position))
  } catch (error) {
    respond(toRefusal(error))
  }
}

export const softDelete =
  (node: EventNode): handleUnaryCall<streams.DeleteReq, streams.DeleteResp> =>
  ({ request }, respond) => {
    const position = remove('Delete', request.getOptions(), (...deletion) => node.softDelete(...deletion))
    void answer(respond, position, (at) =>
      new streams.DeleteResp().setPosition(
        new streams.DeleteResp.Position().setCommitPosition(at).setPreparePosition(at)
      )
    )
  }

export const tombstone =
  (node: EventNode): handleUnaryCall<streams.TombstoneReq, streams.TombstoneResp> =>
  ({ request }, respond) => {
    const position = remove('Tombstone', request.getOptions(), (...deletion) => node.tombstone(...deletion))
    void answer(respond, position, (at) =>
      new streams.TombstoneResp().setPosition(
        new streams.TombstoneResp.Position().setCommitPosition(at).setPreparePosition(at)
      )
    )
  }
