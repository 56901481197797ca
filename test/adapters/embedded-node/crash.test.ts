import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { runCrashCycles } from './crash-cycles.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('a node that is killed', undefined, { timeout: 60_000 })

test('given a node under load, when it is killed again and again, then nothing acknowledged is lost and nothing is doubled', () =>
  inTemporaryDirectory(async (directory) => {
    const { acknowledged, lost, doubled, torn } = await runCrashCycles(directory, { cycles: 5, eventSize: 300 })
    assert.ok(acknowledged > 100, `only ${acknowledged} events were acknowledged`)
    assert.equal({ lost, doubled, torn }, { lost: [], doubled: [], torn: [] })
  }))

test.run()
