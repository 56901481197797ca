import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OpenReadModels, openEmbeddedReadModels } from '@accountable/adapters/postgres'
import { expectRight } from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'

const embedded = suite('read models in a directory', undefined, { timeout: 110_000 })
let parent: string

embedded.before(async () => {
  parent = await mkdtemp(join(tmpdir(), 'accountable-read-models-'))
})

embedded.after(() => rm(parent, { recursive: true, force: true }))

const membersOf = ({ store }: OpenReadModels) =>
  store
    .members()()
    .then((members) => expectRight(members, 'members').map(({ name }) => name))

/** A process that opens the directory, keeps something in it, and waits. */
const holder = (directory: string) => {
  const adapters = JSON.stringify(import.meta.resolve('@accountable/adapters/postgres'))
  const toys = JSON.stringify(new URL('../projections/toy.js', import.meta.url).href)
  const script = `import { openEmbeddedReadModels } from ${adapters}
    import { things } from ${toys}
    const { store } = await openEmbeddedReadModels({ directory: ${JSON.stringify(directory)} })
    await store.addMember('toys', things, true)()
    process.stdout.write('open')
    setInterval(() => {}, 1000)`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
}

embedded(
  'given a process that holds it, then nobody else opens it; once that was killed, what it kept is there',
  async () => {
    const directory = join(parent, 'kept')
    const child = holder(directory)
    await once(child.stdout, 'data')
    await rejects(openEmbeddedReadModels({ directory }), new RegExp(`is in use by process ${child.pid}`))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const opened = await openEmbeddedReadModels({ directory })
    assert.equal(await membersOf(opened), ['things'])
    assert.equal(await opened.sql.query('SELECT count(*)::integer AS n FROM accountable.thing'), [{ n: 0 }])
    await opened.close()
  }
)

embedded('given a directory that does not open, then it is set aside and an empty one takes its place', async () => {
  const directory = join(parent, 'broken')
  await mkdir(join(directory, 'data'), { recursive: true })
  await writeFile(join(directory, 'data', 'PG_VERSION'), 'nonsense')
  const opened = await openEmbeddedReadModels({ directory })
  assert.equal(await membersOf(opened), [])
  await opened.close()
  const left = await readdir(directory)
  assert.ok(left.some((name) => name.startsWith('broken-')))
  assert.not(left.some((name) => name.startsWith('new-')))
})

const rejects = async (promise: Promise<unknown>, expected: RegExp): Promise<void> => {
  const message = await promise.then(
    () => 'it resolved',
    (error: Error) => error.message
  )
  assert.match(message, expected)
}

embedded.run()
