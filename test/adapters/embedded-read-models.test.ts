import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedReadModels } from '@accountable/adapters/postgres'
import { expectRight } from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { things } from '../projections/toy.js'

const embedded = suite('read models in a directory', undefined, { timeout: 110_000 })
let parent: string

embedded.before(async () => {
  parent = await mkdtemp(join(tmpdir(), 'accountable-read-models-'))
})

embedded.after(() => rm(parent, { recursive: true, force: true }))

const membersOf = async (directory: string) => {
  const { store, close } = await openEmbeddedReadModels({ directory })
  const members = expectRight(await store.members()(), 'members')
  await close()
  return members.map(({ name }) => name)
}

embedded('given a directory, when it is opened again, then what was kept is there', async () => {
  const directory = join(parent, 'kept')
  const first = await openEmbeddedReadModels({ directory })
  expectRight(await first.store.addMember('toys', things, true)(), 'adding a projection')
  assert.equal(await first.sql.query('SELECT count(*)::integer AS n FROM accountable.thing'), [{ n: 0 }])
  await rejects(openEmbeddedReadModels({ directory }), /is in use by process/)
  await first.close()
  assert.equal(await membersOf(directory), ['things'])
})

embedded('given a directory that does not open, then it is set aside and an empty one takes its place', async () => {
  const directory = join(parent, 'broken')
  await mkdir(join(directory, 'data'), { recursive: true })
  await writeFile(join(directory, 'data', 'PG_VERSION'), 'nonsense')
  assert.equal(await membersOf(directory), [])
  const left = await readdir(directory)
  assert.ok(left.some((name) => name.startsWith('broken-')))
  assert.not(left.some((name) => name.startsWith('new-')))
})

embedded('given a process that died while it held the directory, then it can be opened', async () => {
  const directory = join(parent, 'orphaned')
  const script = `import { openEmbeddedReadModels } from ${JSON.stringify(import.meta.resolve('@accountable/adapters/postgres'))}
    await openEmbeddedReadModels({ directory: ${JSON.stringify(directory)} }); process.stdout.write('open'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const refusal = await openEmbeddedReadModels({ directory }).then(
    () => 'opened',
    (error: Error) => error.message
  )
  assert.match(refusal, new RegExp(`process ${child.pid}`))
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(await membersOf(directory), [])
})

const rejects = async (promise: Promise<unknown>, expected: RegExp): Promise<void> => {
  const message = await promise.then(
    () => 'it resolved',
    (error: Error) => error.message
  )
  assert.match(message, expected)
}

embedded.run()
