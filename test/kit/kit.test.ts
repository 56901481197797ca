import * as assert from 'uvu/assert'
import { suite } from './kit.js'

const t = suite('the test kit')

t('runs a test', () => {
  assert.is(1 + 1, 2)
})

t.run()
