import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from './kit/kit.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const test = suite('the documentation', undefined, { timeout: 60_000 })

/** What somebody reads first, and what it links. */
const pages = async (): Promise<ReadonlyArray<{ readonly page: string; readonly text: string }>> => {
  const docs = (await readdir(`${root}/examples/docs`)).map((name) => `examples/docs/${name}`)
  return await Promise.all(
    ['README.md', ...docs].map(async (page) => ({ page, text: await readFile(`${root}/${page}`, 'utf8') }))
  )
}

/** Blocks that say which file they are: `<!-- path -->` and then a fence. */
const quoted = /<!-- (?<path>\S+) -->\n```\w+\n(?<code>[\s\S]*?)```/g

test('given a code block that names its file, then it is that file', async () => {
  const blocks = (await pages()).flatMap(({ text }) => [...text.matchAll(quoted)])
  assert.ok(blocks.length > 10)
  for (const { groups } of blocks) {
    assert.is(groups?.['code'], await readFile(`${root}/${groups?.['path']}`, 'utf8'), groups?.['path'])
  }
})

test('given a relative link, then it leads somewhere', async () => {
  for (const { page, text } of await pages()) {
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      assert.ok(await stat(join(root, dirname(page), target)).catch(() => undefined), `${page}: ${target}`)
    }
  }
})

test('given a test file, then it runs each suite that it makes', async () => {
  const entries = (await readdir(`${root}/test`)).filter((name) => !['dist', 'node_modules'].includes(name))
  const below = await Promise.all(
    entries.map(async (name) => {
      const found = name.includes('.') ? [] : await readdir(`${root}/test/${name}`, { recursive: true })
      return [name, ...found.map((file) => `${name}/${file}`)]
    })
  )
  const files = below.flat().filter((file) => file.endsWith('.test.ts'))
  assert.ok(files.length > 1)
  for (const file of files) {
    const source = await readFile(`${root}/test/${file}`, 'utf8')
    for (const [, name] of source.matchAll(/^const (\w+) = suite\(/gm)) {
      assert.match(source, new RegExp(`^\\s*${name}\\.run\\(\\)`, 'm'), `${file}: ${name}.run()`)
    }
  }
})

test.run()
