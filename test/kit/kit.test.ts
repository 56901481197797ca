import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from './kit.js'

const run = fileURLToPath(new URL('run.js', import.meta.url))

/** What the kit says of one file, and how it ends, without the servers that other tests may have. */
const report = async (lines: string): Promise<{ readonly status: number | null; readonly stdout: string }> => {
  const directory = await mkdtemp(join(tmpdir(), 'accountable-kit-'))
  try {
    const test = `import { suite } from '${new URL('kit.js', import.meta.url).href}'\nconst t = suite('a suite')\n${lines}\n`
    await writeFile(join(directory, 'package.json'), '{"type":"module"}')
    await writeFile(join(directory, 'one.test.js'), test)
    const { DATABASE_URL: _rows, EVENTSTOREDB_URL: _events, ...env } = process.env
    return spawnSync(process.execPath, [run, `--root=${directory}`], {
      env,
      encoding: 'utf8',
      timeout: 20_000
    })
  } finally {
    await rm(directory, { recursive: true })
  }
}

const t = suite('the test kit', undefined, { timeout: 30_000 })

t('given a test that holds, then it is passed', async () => {
  const { status, stdout } = await report(`t('holds', () => {})\nt.run()`)
  assert.match(stdout, /^1 passed, 0 failed$/m)
  assert.is(status, 0)
})

t('given a test that does not hold, then it fails and is named', async () => {
  const { status, stdout } = await report(`t('does not', () => { throw new Error('no') })\nt.run()`)
  assert.match(stdout, /x a suite > does not\n\s+Error: no/)
  assert.match(stdout, /^0 passed, 1 failed$/m)
  assert.is(status, 1)
})

t('given a server that is not there, then what needs it is skipped and the run says so', async () => {
  const { status, stdout } = await report(
    `if (process.env.DATABASE_URL === undefined) t.skip('without DATABASE_URL')\nt.run()\n` +
      `const other = suite('another')\nother('holds', () => {})\nother.run()`
  )
  assert.match(stdout, /- skipped: a suite: without DATABASE_URL/)
  assert.match(stdout, /^DATABASE_URL is not set: what needs a PostgreSQL is skipped$/m)
  assert.match(stdout, /^1 passed, 0 failed, 1 skipped$/m)
  assert.is(status, 0)
})

t('given a file that skips all that it has, then it does not fail', async () => {
  const { status, stdout } = await report(`t.skip('without DATABASE_URL')\nt.run()`)
  assert.is(status, 0)
  assert.match(stdout, /^0 passed, 0 failed, 1 skipped$/m)
})

t('given a file whose tests are never run, then it fails, whatever it skips', async () => {
  const { status, stdout } = await report(`t('holds', () => {})\nt.skip('another')`)
  assert.match(stdout, /tests registered, run\(\) never called/)
  assert.is(status, 1)
})

t.run()
