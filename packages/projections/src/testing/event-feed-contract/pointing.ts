import { comparePositions, position } from '@accountable/domain/kernel'
import { expectEqual, expectRight, expectThat } from '@accountable/domain/testing'
import type { Check } from './opened-event-feed.js'
import { append, eventually, fresh, newEvents, stored } from './steps.js'

export const pointing: Record<string, Check> = {
  'readAt answers the event at exactly that position, of any stream': async ({ eventFeed, ...rest }) => {
    const opened = { eventFeed, ...rest }
    for (const name of [fresh('customer'), fresh('other')]) {
      await append(opened, name, 'noStream', newEvents(2))
      for (const event of await stored(opened, name)) {
        expectEqual(expectRight(await eventFeed.readAt(event.position)(), 'readAt'), event, 'the event at its position')
      }
    }
  },

  'readAt answers nothing for a position that is no record': async ({ eventFeed, ...rest }) => {
    const opened = { eventFeed, ...rest }
    const { commit, prepare } = await append(opened, fresh('customer'))
    await append(opened, fresh('customer'))
    const nowhere = [position(commit + 1n, prepare + 1n), position(commit + 1_000_000_000n, prepare + 1_000_000_000n)]
    for (const missing of nowhere) {
      expectEqual(expectRight(await eventFeed.readAt(missing)(), 'readAt'), undefined, 'a position without a record')
    }
  },

  'the head is the last record, of whatever stream': async ({ eventFeed, ...rest }) => {
    const opened = { eventFeed, ...rest }
    for (const category of ['customer', 'other']) {
      await eventually('the head right after an append', async () => {
        const name = fresh(category)
        await append(opened, name, 'noStream', newEvents(2))
        const last = (await stored(opened, name)).at(-1)
        const head = expectRight(await eventFeed.head()(), 'the head')
        if (head === undefined || last === undefined) throw new Error('expected: a head and an event')
        expectThat(comparePositions(head.position, last.position) >= 0, 'a head at or after what was appended')
        if (comparePositions(head.position, last.position) > 0) return false
        expectEqual(head, { position: last.position, created: last.created }, 'the head')
        return true
      })
    }
  }
}
