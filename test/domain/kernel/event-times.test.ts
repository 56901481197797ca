import { attemptTimes, nextEventTimes } from '@accountable/domain/kernel'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'
import { law } from '../laws/law.js'

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

/** As stored, and the same with one character replaced: by a digit, a mark or anything else. */
const moments = fc
  .tuple(
    fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
    fc.nat(23),
    fc.oneof(fc.constantFrom(...'0123456789T:.Z/ -+'.split('')), fc.string({ size: 'small' }))
  )
  .chain(([date, index, other]) => {
    const stored = date.toISOString()
    return fc.constantFrom(stored, `${stored.slice(0, index)}${other}${stored.slice(index + 1)}`)
  })

t('whatever issuedAt says, it is the moment that JavaScript reads in it', () => {
  const says = (issuedAt: string, created: number): void => {
    const moment = Date.parse(issuedAt)
    const { effectiveAt } = nextEventTimes(undefined, issuedAt, created)
    assert.is(effectiveAt, Number.isNaN(moment) ? created : moment, issuedAt)
  }
  law(fc.tuple(fc.array(moments, { minLength: 1, maxLength: 4 }), fc.nat()), ([some, created]) => {
    // Twice each, since the day of the one before is remembered.
    for (const issuedAt of [...some, ...some.toReversed()]) says(issuedAt, created)
  })
  const edges = [
    '2026-02-30T09:12:44.120Z',
    '2026-01-05T24:00:00.000Z',
    '2026-01-05T09:60:44.120Z',
    '2026-01-05T09:12:60.120Z',
    '2026/01/05T09:12:44.120Z',
    '0010-06-00T09:12:44.120Z',
    '0001-01-32T09:12:44.120Z',
    '0001-13-01T09:12:44.120Z',
    ''
  ]
  for (const issuedAt of edges) says(issuedAt, 7)
})

t.run()
