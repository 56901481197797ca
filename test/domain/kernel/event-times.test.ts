import { attemptTimes, nextEventTimes } from '@accountable/domain/kernel'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const t = suite('the two clocks of an event')

const at = (minute: number): number => Date.UTC(2026, 0, 5, 9, minute)
const iso = (minute: number): string => new Date(at(minute)).toISOString()

t('the first event of a stream is effective when it was issued and recorded when it was stored', () => {
  assert.equal(nextEventTimes(undefined, iso(1), at(3)), {
    effectiveAt: at(1),
    recordedAt: at(3)
  })
})

t('neither clock ever goes back in a stream', () => {
  const previous = { effectiveAt: at(10), recordedAt: at(11) }
  assert.equal(nextEventTimes(previous, iso(5), at(6)), previous)
  assert.equal(nextEventTimes(previous, iso(20), at(6)), {
    effectiveAt: at(20),
    recordedAt: at(11)
  })
  assert.equal(nextEventTimes(previous, iso(5), at(30)), {
    effectiveAt: at(10),
    recordedAt: at(30)
  })
})

t('what was never issued at a moment is effective when it was stored', () => {
  for (const issuedAt of [null, 'yesterday']) {
    assert.equal(nextEventTimes(undefined, issuedAt, at(3)), { effectiveAt: at(3), recordedAt: at(3) })
    assert.equal(attemptTimes(issuedAt, at(3)), { effectiveAt: at(3), recordedAt: at(3) })
  }
})

t('an attempt stands alone: its issuedAt counts unless it is more than five minutes ahead of the store', () => {
  assert.equal(attemptTimes(iso(1), at(3)), { effectiveAt: at(1), recordedAt: at(3) })
  assert.equal(attemptTimes(iso(8), at(3)), { effectiveAt: at(8), recordedAt: at(3) })
  assert.equal(attemptTimes(iso(9), at(3)), { effectiveAt: at(3), recordedAt: at(3) })
})

t.run()
