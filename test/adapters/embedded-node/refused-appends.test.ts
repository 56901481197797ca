import { EventLog, EventNode, serve } from '@accountable/adapters/embedded-node/testing'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { type Faults, failingFiles } from './failing-files.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('appends that the log refuses, through the official client', undefined, { timeout: 20_000 })

const CLASSIC = { credentials: { username: 'admin', password: 'changeit' } }
const event = () => jsonEvent({ type: 'thing', data: {} })

const withFaults = (faults: Faults, run: (client: EventStoreDBClient) => Promise<void>): Promise<void> =>
  inTemporaryDirectory(async (directory) => {
    const log = await EventLog.open({ directory, files: failingFiles(faults) })
    const serving = await serve(new EventNode(log), 0)
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${serving.port}?tls=false`)
    try {
      await run(client)
    } finally {
      await client.dispose()
      serving.stop()
      await log.close()
    }
  })

const refusal = async (append: Promise<unknown>): Promise<Error> => {
  try {
    await append
  } catch (error) {
    return error as Error
  }
  throw new Error('the append was accepted')
}

test('given a full disk, when both kinds of append are sent, then each is refused, and accepted when there is room', async () => {
  const faults: Faults = { freeBytes: 0 }
  await withFaults(faults, async (client) => {
    assert.match((await refusal(client.appendToStream('batched', event()))).message, /stay free/)
    assert.match(
      (await refusal(client.appendToStream('classic', event(), CLASSIC))).message,
      /RESOURCE_EXHAUSTED.*stay free/
    )
    delete faults.freeBytes
    while (
      await client.appendToStream('classic', event(), CLASSIC).then(
        () => false,
        () => true
      )
    );
    assert.is(
      (await client.appendToStream('batched', event(), { expectedRevision: 'no_stream' })).nextExpectedRevision,
      0n
    )
  })
})

test('given a failed sync, when appends are in flight or sent later, then none is acknowledged and what was stored is still read', async () => {
  const faults: Faults = {}
  await withFaults(faults, async (client) => {
    await client.appendToStream('before', event())
    faults.failSync = true
    const outcomes = await Promise.all([
      refusal(client.appendToStream('lost', event())),
      refusal(client.appendToStream('lost too', event(), CLASSIC)),
      refusal(client.deleteStream('before'))
    ])
    for (const { message } of outcomes) assert.match(message, /EIO/)
    faults.failSync = false
    assert.match((await refusal(client.appendToStream('later', event(), CLASSIC))).message, /UNAVAILABLE.*EIO/)
    const found: string[] = []
    for await (const { event: recorded } of client.readAll()) found.push(recorded?.streamId ?? '')
    assert.equal(found, ['before'])
  })
})

test.run()
