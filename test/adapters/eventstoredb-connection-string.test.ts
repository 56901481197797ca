import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { startEmbeddedNode } from '@accountable/adapters/embedded-node'
import { connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import { revision, streamName } from '@accountable/domain/kernel'
import { ServerCredentials } from '@grpc/grpc-js'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { appended } from './answers.js'
import { inTemporaryDirectory } from './embedded-node/temporary-directory.js'
import { type Script, startScriptedServer } from './scripted-server.js'

const t = suite('the EventStoreDB adapter and its connection string', undefined, { timeout: 30_000 })

const here = fileURLToPath(new URL('../../adapters/loopback-certificate/', import.meta.url)) // of the source, seen from dist
const certificateFile = join(here, 'certificate.pem')
const [key, cert] = [readFileSync(join(here, 'key.pem')), readFileSync(certificateFile)]

const newEvent = () => ({ eventId: randomUUID(), type: 'thing-happened', data: { n: 1 }, metadata: {} })

const withNode = (work: (port: number) => Promise<void>): Promise<void> =>
  inTemporaryDirectory(async (directory) => {
    const node = await startEmbeddedNode({ directory })
    try {
      await work(node.port)
    } finally {
      await node.close()
    }
  })

/** TLS in front of a server that has none. */
const withTls = async (port: number, work: (securePort: number) => Promise<void>): Promise<void> => {
  const server = createServer({ key, cert, ALPNProtocols: ['h2'] }, (secure) => {
    const plain = connect(port, '127.0.0.1')
    secure.pipe(plain).pipe(secure)
    for (const socket of [secure, plain]) socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await work((server.address() as AddressInfo).port)
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

const expectRoundTrip = async (connectionString: string): Promise<void> => {
  const { eventStore, eventFeed, close } = connectEventStoreDB(connectionString)
  const stream = streamName('customer', randomUUID())
  const event = newEvent()
  assert.ok(E.isRight(await eventStore.appendToStream(stream, 'noStream', [event])()))
  const read = await eventStore.readStream(stream, revision(0), 10)()
  assert.is(E.isRight(read) && read.right[0]?.eventId, event.eventId)
  assert.ok(E.isRight(await eventFeed.readAll(undefined, 10)()))
  await close()
}

t('given a certificate authority of our own, when connecting with TLS, then everything works', () =>
  withNode((port) =>
    withTls(port, (securePort) =>
      expectRoundTrip(`esdb://127.0.0.1:${securePort}?tls=true&tlsCAFile=${certificateFile}`)
    )
  )
)

t(
  'given a certificate that nobody vouches for, when connecting, then nothing is sent and the error says no more than that',
  () =>
    withNode((port) =>
      withTls(port, async (securePort) => {
        const connection = connectEventStoreDB(`esdb://root:hunter2@127.0.0.1:${securePort}?tls=true`, {
          timeout: 200,
          patience: 200
        })
        const append = await connection.eventStore.appendToStream(streamName('customer', '1'), 'noStream', [
          newEvent()
        ])()
        assert.is(E.isLeft(append) && append.left.type, 'StoreUnavailable')
        const read = await connection.eventStore.readStream(streamName('customer', '1'), revision(0), 1)()
        assert.is(E.isLeft(read) && read.left.type, 'StoreUnavailable')
        assert.not.match(JSON.stringify([append, read]), /hunter2|root/)
        await connection.close()
      })
    )
)

t('given user and password in the string, when calls are made with TLS, then every call carries them', async () => {
  const seen: Array<string> = []
  const see = (call: { readonly metadata: { get: (key: string) => ReadonlyArray<unknown> } }): void => {
    seen.push(String(call.metadata.get('authorization')[0]))
  }
  const script: Script = {
    read: (call) => {
      see(call)
      call.end()
    },
    batchAppend: (call) => {
      see(call)
      call.on('data', (request) => call.write(appended(request, 0, 1)))
    }
  }
  const server = await startScriptedServer(
    script,
    ServerCredentials.createSsl(null, [{ private_key: key, cert_chain: cert }])
  )
  const string = `esdb://reader:${encodeURIComponent('s€cret/@')}@localhost:${server.port}?tlsCAFile=${certificateFile}`
  const { eventStore, eventFeed, close } = connectEventStoreDB(string)
  assert.ok(E.isRight(await eventStore.appendToStream(streamName('customer', '1'), 'noStream', [newEvent()])()))
  assert.ok(E.isRight(await eventStore.readStream(streamName('customer', '1'), revision(0), 1)()))
  assert.ok(E.isRight(await eventFeed.readAll(undefined, 1)()))
  assert.equal(
    seen,
    Array.from({ length: 3 }, () => `Basic ${Buffer.from('reader:s€cret/@').toString('base64')}`)
  )
  await close()
  server.stop()
})

t('given a string that is none, when connecting, then the error shows no password, however it is printed', () => {
  for (const string of ['esdb://root:hunter2@host:2113?tls=maybe', 'esdb://root:hunter2', 'http://root:hunter2@host'])
    try {
      connectEventStoreDB(string)
      assert.unreachable(string)
    } catch (error) {
      assert.match(inspect(error), /TypeError: not a connection string: .* at position \d+, expected/)
      assert.not.match(inspect(error), /hunter2/)
    }
})

t('given esdb+discover, when connecting, then the node that gossip names is used', () =>
  withNode((port) => expectRoundTrip(`esdb+discover://127.0.0.1:${port}?tls=false`))
)

t('given several hosts of which one answers, when connecting, then that one is used', () =>
  withNode((port) => expectRoundTrip(`esdb://127.0.0.1:1,127.0.0.1:${port}?tls=false&discoveryInterval=10`))
)

t('given a cluster of which no node answers, when appending and reading, then both end in time', async () => {
  const { eventStore, close } = connectEventStoreDB('esdb://127.0.0.1:1,127.0.0.1:2?tls=false&discoveryInterval=50', {
    timeout: 150,
    patience: 300
  })
  const append = await eventStore.appendToStream(streamName('customer', '1'), 'noStream', [newEvent()])()
  assert.is(E.isLeft(append) && append.left.type, 'StoreUnavailable')
  const read = await eventStore.readStream(streamName('customer', '1'), revision(0), 1)()
  assert.is(E.isLeft(read) && read.left.type, 'StoreUnavailable')
  await close()
})

t.run()
