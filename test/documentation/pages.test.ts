import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCode } from '@accountable/adapters/cli'
import { openEmbeddedReadModels } from '@accountable/adapters/postgres'
import * as assert from 'uvu/assert'
import { run } from '../adapters/cli/command-line.js'
import { seedDirectory } from '../adapters/cli/seed-directory.js'
import { suite } from '../kit/kit.js'

interface Block {
  readonly language: string
  readonly lines: ReadonlyArray<string>
}

const blocksOf = async (page: string): Promise<ReadonlyArray<Block>> => {
  const text = await readFile(fileURLToPath(new URL(`../../../examples/docs/${page}`, import.meta.url)), 'utf8')
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', body = '']) => ({
    language,
    lines: body.trimEnd().split('\n')
  }))
}

let root = ''
let db = ''

/** What one line of a page prints, without what differs from one machine and day to another. */
const printed = async (line: string): Promise<string> => {
  const [program, ...argv] = line.split(' ')
  assert.is(program, 'accountable')
  // Files go into the test's own directory.
  const own = argv.map((argument) =>
    /^(march|log|parts)/.test(argument) && argument !== 'log' ? join(root, argument) : argument
  )
  const { code, out, notes } = await run(...own, '--db', db)
  assert.is(code, exitCode.answered, `${line}\n${notes.join('\n')}`)
  return out.replaceAll(/ \(recorded [^)]*\)/g, '')
}

const pages = suite('the pages of docs', undefined, { timeout: 240_000 })
pages.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-docs-'))
  db = join(root, 'db')
  await seedDirectory(db)
})
pages.after(() => rm(root, { recursive: true }))

pages('given the page for auditors, when its commands are run, then they print what it shows', async () => {
  let out = ''
  let questions = 0
  for (const { language, lines } of await blocksOf('auditing.md')) {
    if (language === 'sh') for (const line of lines) out = await printed(line)
    else {
      questions += 1
      for (const line of lines) assert.ok(out.includes(line), `${line}\nis not in\n${out}`)
    }
  }
  assert.is(questions, 10)
})

pages(
  'given the page for reporting jobs, when its commands are run, then they succeed, and its SQL finds rows',
  async () => {
    const blocks = await blocksOf('reporting.md')
    for (const { language, lines } of blocks) if (language === 'sh') for (const line of lines) await printed(line)
    const { sql, close } = await openEmbeddedReadModels({ directory: join(db, 'read-models') })
    try {
      const statements = blocks.filter(({ language }) => language === 'sql')
      assert.is(statements.length, 4)
      for (const { lines } of statements) assert.ok((await sql.query(lines.join('\n'))).length > 0)
    } finally {
      await close()
    }
  }
)
pages.run()
