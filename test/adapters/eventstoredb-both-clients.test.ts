import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { startServer, type TestServer } from './test-server.js'

const t = suite('the EventStoreDB adapter beside the successor of its client')

interface Outcome {
  readonly refusals: ReadonlyArray<string>
  readonly officially: string
  readonly appended: boolean
  readonly read: unknown
}

let server: TestServer
let outcome: Outcome

t.before(async () => {
  server = await startServer()
  const program = fileURLToPath(new URL('both-clients-program.js', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [program, server.connectionString])
  outcome = JSON.parse(stdout) as Outcome
})

t.after(() => server.stop())

t(
  'given the successor of the client, when a port is created, then it is refused: its appends would ignore the revision',
  () => {
    assert.is(outcome.refusals.length, 2)
    for (const refusal of outcome.refusals) assert.match(refusal, /^TypeError: .*expected revision/)
  }
)

t(
  'given the successor in the same process, when it has replaced the messages of the client, then the ports still work',
  () => {
    assert.match(outcome.officially, /serialization failure/) // else the successor no longer does harm, and this test says nothing
    assert.ok(outcome.appended)
    assert.equal(outcome.read, [{ type: 'by the adapter', data: { n: 1 } }])
  }
)

t.run()
