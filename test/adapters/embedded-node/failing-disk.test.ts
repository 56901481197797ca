import { DiskFull, EventLog } from '@accountable/adapters/embedded-node/testing'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { type Faults, failingFiles } from './failing-files.js'
import { numberedEvent } from './numbered-event.js'
import { storedNumbers } from './stored-numbers.js'
import { inTemporaryDirectory } from './temporary-directory.js'

const test = suite('a failing disk')

const append = (log: EventLog, n: number): Promise<void> =>
  log.append([{ stream: 'numbers', firstRevision: n, events: [numberedEvent(n)] }]).durable

const outcome = async (stored: Promise<void>): Promise<string> =>
  stored.then(
    () => 'acknowledged',
    (error: unknown) => (error as Error).message
  )

const reopened = async (directory: string): Promise<readonly number[]> => {
  const log = await EventLog.open({ directory })
  const numbers = await storedNumbers(log)
  await log.close()
  return numbers
}

test('given writes that take a few bytes at a time, when events are appended, then they are stored whole', () =>
  inTemporaryDirectory(async (directory) => {
    const log = await EventLog.open({ directory, files: failingFiles({ shortWrite: 7 }) })
    await Promise.all([0, 1, 2].map((n) => append(log, n)))
    await log.close()
    assert.equal(await reopened(directory), [0, 1, 2])
  }))

for (const [what, fault] of [
  ['a write', { failWrite: true }],
  ['a sync', { failSync: true }]
] as const satisfies readonly (readonly [string, Faults])[]) {
  test(`given ${what} that fails, then nothing is acknowledged any more, nothing more is shown, and the embedder hears`, () =>
    inTemporaryDirectory(async (directory) => {
      const faults: Faults = {}
      const log = await EventLog.open({ directory, files: failingFiles(faults) })
      await append(log, 0)
      Object.assign(faults, fault)
      const failing = await Promise.all([outcome(append(log, 1)), outcome(append(log, 2))])
      assert.ok(failing.every((message) => /ENOSPC|EIO/.test(message)))
      assert.match((await log.failed).message, /ENOSPC|EIO/)
      assert.is(log.visible, 1)
      for (const name of Object.keys(faults)) delete faults[name as keyof Faults]
      assert.throws(() => append(log, 3), /ENOSPC|EIO/)
      await log.close()
      const kept = await reopened(directory)
      assert.equal(
        kept,
        what === 'a write' ? [0] : [0, 1, 2],
        'unacknowledged events may be there, acknowledged ones must'
      )
    }))
}

test('given a full disk, when an event is appended, then it is refused, and accepted when there is room again', () =>
  inTemporaryDirectory(async (directory) => {
    const faults: Faults = { freeBytes: 1024 }
    const log = await EventLog.open({ directory, files: failingFiles(faults) })
    assert.throws(
      () => append(log, 0),
      (error: unknown) => error instanceof DiskFull
    )
    assert.is(log.visible, 0)
    delete faults.freeBytes
    for (let attempt = 0; ; attempt++) {
      try {
        await append(log, 0)
        break
      } catch (error) {
        if (!(error instanceof DiskFull) || attempt > 100) throw error
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    await log.close()
    assert.equal(await reopened(directory), [0])
  }))

test.run()
