import { LogIndex, NONE } from '@accountable/adapters/embedded-node/testing'
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const test = suite('the index of the log')

test('given entries of several streams, when any revision or earlier state is asked for, then it is found', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3 }), { maxLength: 300 }), fc.nat(), (streams, chance) => {
      const index = new LogIndex()
      const entries: number[][] = [0, 1, 2, 3].map((stream) => {
        index.addStream(`stream-${stream}`)
        return []
      })
      streams.forEach((stream, i) => {
        const own = entries[stream] as number[]
        own.push(index.add(stream, own.length, i * 10))
      })
      entries.forEach((own, stream) => {
        own.forEach((entry, revision) => {
          assert.is(index.atRevision(own.at(-1) as number, revision), entry)
        })
        const end = chance % (streams.length + 1)
        assert.is(index.lastOf(stream, end), own.findLast((entry) => entry < end) ?? NONE)
      })
    })
  )
})

test('given positions with gaps, when one is sought, then the entry at or after it is found', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 1000 })), fc.nat({ max: 1100 }), (unordered, sought) => {
      const positions = unordered.toSorted((a, b) => a - b)
      const index = new LogIndex()
      for (const position of positions) index.add(NONE, 0, position)
      const expected = positions.findIndex((position) => position >= sought)
      assert.is(index.firstFrom(sought), expected === -1 ? positions.length : expected)
    })
  )
})

test.run()
