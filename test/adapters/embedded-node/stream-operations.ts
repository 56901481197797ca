import * as fc from 'fast-check'
import type { Operation } from './stream-model.js'

const stream = fc.constantFrom('a', 'b')
const revision = fc.nat({ max: 5 })
const expected = fc.oneof(fc.constantFrom('any' as const, 'no_stream' as const, 'stream_exists' as const), revision)
const ids = fc.array(fc.constantFrom('1', '2', '3', '4', '5', '6'), { minLength: 1, maxLength: 3 })

const append = fc.record({ kind: fc.constant('append' as const), stream, expected, ids })
const remove = fc.record({
  kind: fc.constant('delete' as const),
  stream,
  expected: fc.oneof(fc.constantFrom('any' as const, 'no_stream' as const), revision)
})
const tombstone = fc.record({ kind: fc.constant('tombstone' as const), stream, expected })
const metadata = fc.record(
  {
    kind: fc.constant('metadata' as const),
    stream,
    maxCount: fc.integer({ min: 1, max: 4 }),
    truncateBefore: fc.integer({ min: 1, max: 6 })
  },
  { requiredKeys: ['kind', 'stream'] }
)
const restart = fc.constant({ kind: 'restart' as const })

/** Few streams, few ids and small revisions, so that they meet again and again. */
export const streamOperations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: append },
    { weight: 2, arbitrary: remove },
    { weight: 1, arbitrary: tombstone },
    { weight: 2, arbitrary: metadata },
    { weight: 1, arbitrary: restart }
  ),
  { minLength: 1, maxLength: 25 }
)
