import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('a node that is killed', undefined, { timeout: 60_000 })

/** A process of its own: what the client leaves unhandled when a connection breaks must not count as a failure of other tests. */
const SOAK = fileURLToPath(new URL('../../soak/embedded-node-crashes.js', import.meta.url))

test('given a node under load, when it is killed again and again, then nothing acknowledged is lost and nothing is doubled', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [SOAK, '5'])
  assert.match(stdout, /5 kills, \d{3,} events acknowledged: 0 lost, 0 doubled, 0 gaps/)
})

test.run()
