import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { defaultCountryRules } from '@accountable/domain/country'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('the generated country rules')
const domain = new URL('../../../../packages/domain/', import.meta.url)
const committed = (name: string): string => readFileSync(new URL(`src/country/${name}`, domain), 'utf8')

test('the version names the hash of the committed data', () => {
  const hash = createHash('sha256').update(committed('country-rules.generated.ts')).digest('hex').slice(0, 16)
  assert.is(defaultCountryRules.version.split(' ')[0], `country-rules@${hash}`)
})

test('the version names the libraries that run', () => {
  const require = createRequire(new URL('package.json', domain))
  const libraries = ['libphonenumber-js', 'stdnum'].map((name) => {
    const { version }: { version: string } = require(`${name}/package.json`)
    return `${name}@${version}`
  })
  assert.equal(defaultCountryRules.version.split(' ').slice(1), libraries)
})

test('the data packages still give the committed files', async () => {
  const generator: { generate: () => Record<string, string> } = await import(
    new URL('country-data/generate.mjs', domain).href
  )
  for (const [name, text] of Object.entries(generator.generate())) assert.ok(committed(name) === text, name)
})

test.run()
