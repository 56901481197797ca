import { decodeBatchAppendRequest } from '@accountable/adapters/embedded-node/testing'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import * as fc from 'fast-check'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('the decoder of batch appends')

const { BatchAppendReq } = streams
const { Empty } = empty

const id = fc.uuid()
const structured = (text: string): InstanceType<typeof shared.UUID> => {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex')
  const halves = new shared.UUID.Structured()
    .setMostSignificantBits(String(bytes.readBigInt64BE(0)))
    .setLeastSignificantBits(String(bytes.readBigInt64BE(8)))
  return new shared.UUID().setStructured(halves)
}
const uuid = (text: string, isText: boolean) => (isText ? new shared.UUID().setString(text) : structured(text))

const event = fc.record({
  id,
  isText: fc.boolean(),
  type: fc.option(fc.string({ unit: 'binary', maxLength: 200 }), { nil: undefined }),
  contentType: fc.option(fc.constantFrom('application/json', 'application/octet-stream', ''), { nil: undefined }),
  data: fc.uint8Array({ maxLength: 300 }),
  metadata: fc.uint8Array({ maxLength: 300 })
})

const expectation = fc.oneof(
  fc.constantFrom('no_stream', 'any', 'stream_exists', undefined),
  fc.bigInt(0n, 2n ** 64n - 2n)
)

const proposed = (one: typeof event extends fc.Arbitrary<infer One> ? One : never) => {
  const message = new BatchAppendReq.ProposedMessage()
    .setId(uuid(one.id, one.isText))
    .setData(one.data)
    .setCustomMetadata(one.metadata)
  if (one.type !== undefined) message.getMetadataMap().set('type', one.type)
  if (one.contentType !== undefined) message.getMetadataMap().set('content-type', one.contentType)
  return message
}

test('given any request that the generated messages write, when it is decoded, then every field of it is read', () => {
  fc.assert(
    fc.property(
      id,
      fc.boolean(),
      fc.string({ unit: 'binary', maxLength: 200 }),
      expectation,
      fc.option(fc.integer({ min: 0, max: 2 ** 42 }), { nil: undefined }),
      fc.array(event, { maxLength: 4 }),
      fc.boolean(),
      (correlationId, isText, streamName, expected, deadline, events, isFinal) => {
        const options = new BatchAppendReq.Options().setStreamIdentifier(
          new shared.StreamIdentifier().setStreamName(Buffer.from(streamName))
        )
        if (expected === 'no_stream') options.setNoStream(new Empty())
        else if (expected === 'any') options.setAny(new Empty())
        else if (expected === 'stream_exists') options.setStreamExists(new Empty())
        else if (expected !== undefined) options.setStreamPosition(String(expected))
        if (deadline !== undefined) {
          const time = new timestamp.Timestamp()
          time.fromDate(new Date(deadline))
          options.setDeadline(time)
        }
        const request = new BatchAppendReq()
          .setCorrelationId(uuid(correlationId, isText))
          .setOptions(options)
          .setProposedMessagesList(events.map(proposed))
          .setIsFinal(isFinal)

        const found = decodeBatchAppendRequest(Buffer.from(request.serializeBinary()))

        assert.is(found.correlationId, correlationId)
        assert.equal(
          shared.UUID.deserializeBinary(found.correlation ?? Buffer.alloc(0)).toObject(),
          uuid(correlationId, isText).toObject()
        )
        assert.is((found.options?.streamName ?? Buffer.alloc(0)).toString(), Buffer.from(streamName).toString())
        assert.is(found.options?.expected, expected)
        assert.is(found.options?.deadline, deadline ?? Number.POSITIVE_INFINITY)
        assert.is(found.isFinal, isFinal)
        assert.equal(
          found.events.map((one) => ({ ...one, data: [...one.data], metadata: [...one.metadata] })),
          events.map((one) => ({
            id: one.id,
            type: one.type && Buffer.from(one.type).toString(),
            contentType: one.contentType,
            data: [...one.data],
            metadata: [...one.metadata]
          }))
        )
      }
    )
  )
})

test('given a request that is cut off anywhere, when it is decoded, then it is refused or reads as a shorter one', () => {
  const request = new BatchAppendReq()
    .setCorrelationId(uuid('0a0b0c0d-1111-4222-8333-444455556666', true))
    .setOptions(new BatchAppendReq.Options().setAny(new Empty()))
    .setIsFinal(true)
  const bytes = Buffer.from(request.serializeBinary())
  let refused = 0
  for (let length = 0; length < bytes.length; length++) {
    try {
      assert.not(decodeBatchAppendRequest(bytes.subarray(0, length)).isFinal)
    } catch (error) {
      assert.instance(error, RangeError)
      refused++
    }
  }
  assert.ok(refused > 10)
})

test('given a field that nobody knows, when it is cut off, then the request is refused, and it is passed over when whole', () => {
  const isFinal = Buffer.from([0x20, 1])
  const unknown = {
    varint: [0x78, 0xff, 0x01],
    'fixed, 64 bits': [0x79, 1, 2, 3, 4, 5, 6, 7, 8],
    text: [0x7a, 3, 1, 2, 3],
    'fixed, 32 bits': [0x7d, 1, 2, 3, 4]
  }
  for (const [kind, bytes] of Object.entries(unknown)) {
    assert.ok(decodeBatchAppendRequest(Buffer.from([...isFinal, ...bytes])).isFinal, kind)
    for (let length = 1; length < bytes.length; length++) {
      const cut = Buffer.from([...isFinal, ...bytes.slice(0, length)])
      assert.throws(
        () => decodeBatchAppendRequest(cut),
        (error: unknown) => error instanceof RangeError,
        `${kind}, ${length} bytes`
      )
    }
  }
})

test.run()
