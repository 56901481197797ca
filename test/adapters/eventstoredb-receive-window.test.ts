import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { type ConnectionOptions, connectEventStoreDB } from '@accountable/adapters/eventstoredb'
import { openStores } from '@accountable/adapters/stores'
import { revision, streamName } from '@accountable/domain/kernel'
import { jsonEvent } from '@eventstore/db-client'
import * as E from 'fp-ts/lib/Either.js'
import { identity } from 'fp-ts/lib/function.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { inTemporaryDirectory } from './embedded-node/temporary-directory.js'
import { startServer } from './test-server.js'

const t = suite('the receive window of a connection')

/** What a server is told that it may send before it has to wait: on one call, and on the whole connection. */
const windowsOf = async (
  options: ConnectionOptions
): Promise<{ readonly call: number; readonly connection: number }> => {
  const server = createServer()
  let session: ServerHttp2Session | undefined
  server.on('session', (one) => {
    session = one
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { eventFeed, close } = connectEventStoreDB(`esdb://127.0.0.1:${port}?tls=false`, { ...options, patience: 0 })
  try {
    const reading = eventFeed.readAll(undefined, 1)()
    await once(server, 'stream')
    const windows = {
      call: session?.remoteSettings.initialWindowSize ?? 0,
      connection: session?.state.remoteWindowSize ?? 0
    }
    session?.destroy()
    assert.ok(E.isLeft(await reading))
    return windows
  } finally {
    await close()
    server.close()
  }
}

t('given no window, when connecting, then it is the one of HTTP/2', async () => {
  assert.equal(await windowsOf({}), { call: 65_535, connection: 65_535 })
})

t('given a window, when connecting, then the server may send as much on a call and on the connection', async () => {
  const receiveWindow = 1024 * 1024
  assert.equal(await windowsOf({ receiveWindow }), { call: receiveWindow, connection: receiveWindow })
  assert.equal(await windowsOf({ receiveWindow, calls: 'official' }), {
    call: receiveWindow,
    connection: receiveWindow
  })
})

t('given a window, when the connection is lost, then the next one has it too', async () => {
  const server = createServer()
  const windows: number[] = []
  server.on('stream', ({ session }) => {
    windows.push(session?.remoteSettings.initialWindowSize ?? 0)
    session?.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { eventFeed, close } = connectEventStoreDB(`esdb://127.0.0.1:${port}?tls=false`, {
    receiveWindow: 200_000,
    patience: 0
  })
  await eventFeed.readAll(undefined, 1)()
  await eventFeed.readAll(undefined, 1)()
  await close()
  server.close()
  assert.equal([...new Set(windows)], [200_000])
  assert.ok(windows.length >= 2)
})

t('given a window that HTTP/2 does not allow, when connecting, then the error says which it does', () => {
  for (const receiveWindow of [0, 65_534, 2 ** 31, 70_000.5, Number.NaN, -1]) {
    assert.throws(
      () => connectEventStoreDB('esdb://127.0.0.1:1?tls=false', { receiveWindow }),
      (error: unknown) =>
        error instanceof RangeError &&
        error.message === 'receiveWindow: expected a whole number of bytes from 65535 to 2147483647'
    )
  }
})

t('given a window for stores, when they are opened, then it goes to the connection', async () => {
  const environment = { EVENTSTOREDB_URL: 'esdb://127.0.0.1:1?tls=false' }
  await inTemporaryDirectory(async (directory) => {
    const error: unknown = await openStores({ directory, environment, receiveWindow: 1 }).catch(identity)
    assert.instance(error, RangeError)
  })
})

t('given a large window, when everything is read, then it is the same as with the small one', async () => {
  const server = await startServer()
  const plain = connectEventStoreDB(server.connectionString)
  const wide = connectEventStoreDB(server.connectionString, { receiveWindow: 4 * 1024 * 1024 })
  const stream = streamName('customer', randomUUID())
  const large = { type: 'large', data: { text: 'x'.repeat(20_000) } }
  await plain.client.appendToStream(
    stream,
    Array.from({ length: 40 }, () => jsonEvent(large))
  )
  const [one, other] = await Promise.all(
    [plain, wide].map(({ eventStore }) => eventStore.readStream(stream, revision(0), 100)())
  )
  assert.ok(one !== undefined && E.isRight(one))
  assert.is(E.isRight(one) && one.right.length, 40)
  assert.equal(other, one)
  await plain.close()
  await wide.close()
  await server.stop()
})

t.run()
