import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { listening, nodeCommand, spawnNode } from './spawn-node.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('a node whose log cannot be written', undefined, { timeout: 30_000 })

/** A program whose files may not grow beyond a hundred blocks. */
const spawnLimited = (...command: readonly string[]) =>
  spawn('sh', ['-c', 'ulimit -f 100; exec "$0" "$@"', process.execPath, ...command], {
    stdio: ['ignore', 'pipe', 'pipe']
  })

test('given a file system that takes no more, then the process says so and ends, and everything acknowledged is there', () =>
  inTemporaryDirectory(async (directory) => {
    const child = spawnLimited(...nodeCommand(directory))
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
    assert.match(complaint, /^the log has failed: EFBIG[^\n]*\n$/)
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

test('given the same in a program that embeds the node, then the program hears of it and can go on', () =>
  inTemporaryDirectory(async (directory) => {
    const child = spawnLimited(fileURLToPath(new URL('./embedding-program.js', import.meta.url)), directory)
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    assert.equal(await once(child, 'close'), [0, null])
    assert.match(text, /^the log has failed: EFBIG[^\n]*\n$/)
  }))

test.run()
