import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { listening, nodeCommand, spawnNode } from './spawn-node.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('a node whose log cannot be written', undefined, { timeout: 30_000 })

/** In blocks of 512 bytes, or of 1024: the shell's choice. */
const LARGEST_FILE = '100'

test('given a file system that takes no more, then the process says so and ends, and everything acknowledged is there', () =>
  inTemporaryDirectory(async (directory) => {
    const limited = ['-c', `ulimit -f ${LARGEST_FILE}; exec "$0" "$@"`, process.execPath, ...nodeCommand(directory)]
    const child = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = once(child, 'exit')
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString()
    })
    const client = EventStoreDBClient.connectionString(await listening(child))
    let acknowledged = 0
    try {
      for (;;) {
        await client.appendToStream('numbers', jsonEvent({ type: 'padded', data: { padding: 'x'.repeat(5000) } }))
        acknowledged++
      }
    } catch {
      // what became of the last append is not known
    }
    await client.dispose()
    assert.equal(await ended, [1, null])
    assert.match(complaint, /^EFBIG[^\n]*\n$/)
    assert.ok(acknowledged > 5)

    const again = await spawnNode(directory)
    const reader = EventStoreDBClient.connectionString(again.connectionString)
    let found = 0
    for await (const _ of reader.readStream('numbers')) found++
    await reader.dispose()
    again.child.kill('SIGTERM')
    assert.equal(await once(again.child, 'exit'), [0, null])
    assert.ok(found === acknowledged || found === acknowledged + 1, `${found} of ${acknowledged} acknowledged`)
  }))

test.run()
