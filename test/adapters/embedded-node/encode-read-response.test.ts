import { EventLog, encodeReadEvent, TOMBSTONE } from '@accountable/adapters/embedded-node/testing'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('the encoder of read events', undefined, { timeout: 30_000 })

const newEvent = fc.record({
  id: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  type: fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
  isJson: fc.boolean(),
  data: fc.uint8Array({ maxLength: 300 }),
  metadata: fc.uint8Array({ maxLength: 300 })
})

test('given any event, when it is encoded from its stored bytes, then the generated messages read every field of it', () =>
  inTemporaryDirectory(async (directory) => {
    const log = await EventLog.open({ directory, sync: false })
    let number = 0
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
        newEvent,
        fc.boolean(),
        async (name, event, isText) => {
          const stream = `${name}-${number++}`
          const { first, durable } = log.append([{ stream, firstRevision: 0, events: [event] }])
          await durable
          const bytes = encodeReadEvent(
            log.index,
            { event: { entry: first, record: log.record(first) } },
            isText ? 'text' : 'structured'
          )
          const answer = streams.ReadResp.deserializeBinary(bytes).getEvent()
          const read = answer?.getEvent()
          const position = String(log.index.positionOf(first))
          const id = Buffer.from(event.id)
          if (isText) assert.is(read?.getId()?.getString().replaceAll('-', ''), id.toString('hex'))
          else {
            const structured = read?.getId()?.getStructured()
            assert.is(structured?.getMostSignificantBits(), String(id.readBigInt64BE(0)))
            assert.is(structured?.getLeastSignificantBits(), String(id.readBigInt64BE(8)))
          }
          assert.is(Buffer.from(read?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(), stream)
          assert.is(read?.getStreamRevision(), '0')
          assert.equal(
            [read?.getCommitPosition(), read?.getPreparePosition(), answer?.getCommitPosition()],
            [position, position, position]
          )
          const properties = read?.getMetadataMap()
          assert.is(properties?.get('type'), event.type)
          assert.is(properties?.get('content-type'), event.isJson ? 'application/json' : 'application/octet-stream')
          assert.match(properties?.get('created') ?? '', /^\d{17}$/)
          assert.ok(Buffer.from(read?.getData_asU8() ?? []).equals(event.data))
          assert.ok(Buffer.from(read?.getCustomMetadata_asU8() ?? []).equals(event.metadata))
        }
      )
    )
    await log.close()
  }))

test('given a tombstone, when it is encoded, then its revision is 2^63 - 1', () =>
  inTemporaryDirectory(async (directory) => {
    const log = await EventLog.open({ directory, sync: false })
    const event = {
      id: Buffer.alloc(16, 1),
      type: '$streamDeleted',
      isJson: false,
      data: Buffer.alloc(0),
      metadata: Buffer.alloc(0)
    }
    const { first, durable } = log.append([{ stream: 'gone', firstRevision: TOMBSTONE, events: [event] }])
    await durable
    const bytes = encodeReadEvent(log.index, { event: { entry: first, record: log.record(first) } }, 'text')
    assert.is(
      streams.ReadResp.deserializeBinary(bytes).getEvent()?.getEvent()?.getStreamRevision(),
      String(2n ** 63n - 1n)
    )
    await log.close()
  }))

test.run()
