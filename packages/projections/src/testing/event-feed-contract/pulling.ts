import { comparePositions, type StoredEvent, type StreamName } from '@accountable/domain/kernel'
import { expectEqual, expectThat } from '@accountable/domain/testing'
import type { Check } from './opened-event-feed.js'
import { append, eventsOf, eventually, fresh, headPosition, newEvents, pull, pullUpTo, stored } from './steps.js'

export const pulling: Record<string, Check> = {
  'events come in the order of the log, every field of them, across streams': async (opened) => {
    const before = await headPosition(opened)
    const [one, other] = [fresh('customer'), fresh('customerAttempt')]
    await append(opened, one, 'noStream', newEvents(2))
    await append(opened, other, 'noStream', newEvents(3))
    const [first, second] = await stored(opened, one)
    const last = await append(opened, one, second?.revision, newEvents(1))
    const events = eventsOf(await pullUpTo(opened, before, last, 100), [one, other])
    expectEqual(
      events,
      [first, second, ...(await stored(opened, other)), ...(await stored(opened, one)).slice(2)],
      'the log'
    )
  },

  'any size of page yields the same events, each once': async (opened) => {
    const before = await headPosition(opened)
    const names = Array.from({ length: 5 }, () => fresh('customer'))
    for (const name of names) await append(opened, name, 'noStream', newEvents(5))
    const all = (await Promise.all(names.map((name) => stored(opened, name)))).flat()
    const last = (all.at(-1) as StoredEvent).position
    for (const limit of [1, 2, 7, 25, 26, 1_000]) {
      expectEqual(eventsOf(await pullUpTo(opened, before, last, limit), names), all, `the log in pages of ${limit}`)
    }
  },

  'a page looks at as many records as its limit, beginning after a position': async (opened) => {
    const name = fresh('customer')
    await append(opened, name, 'noStream', newEvents(5)) // of one append, so nothing lies between them
    const [first, ...rest] = await stored(opened, name)
    const page = await pull(opened, first?.position, 3)
    expectEqual(page, { events: rest.slice(0, 3), readUpTo: rest[2]?.position }, 'a page of three')
  },

  'from the beginning, the first page starts at the first record': async (opened) => {
    await append(opened, fresh('customer'))
    const first = await pull(opened, undefined, 1)
    const two = await pull(opened, undefined, 2)
    const [start, next] = [first.readUpTo, two.readUpTo]
    if (start === undefined || next === undefined) throw new Error('expected: a log with a record')
    expectThat(comparePositions(start, next) <= 0, 'the second record not before the first')
    expectEqual(two.events.slice(0, first.events.length), first.events, 'the beginning of the log')
  },

  'streams of other prefixes are passed over, and readUpTo tells': async (opened) => {
    const before = await headPosition(opened)
    const names = ['other', 'customers', 'Customer', 'customerAttempts', 'x_customer'].map(fresh)
    for (const name of names) await append(opened, name, 'noStream', newEvents(4))
    const [first, , , last] = await stored(opened, names.at(-1) as StreamName)
    if (last === undefined) throw new Error('expected: four events')
    expectEqual(eventsOf(await pullUpTo(opened, before, last.position, 100), names), [], 'events of other prefixes')
    expectEqual(
      await pull(opened, first?.position, 3),
      { events: [], readUpTo: last.position },
      'a page of foreign records'
    )
  },

  'the metadata of a customer stream is part of the feed, that of other streams is not': async (opened) => {
    const before = await headPosition(opened)
    const names = [fresh('customer'), fresh('other')].map((name) => `$$${name}` as StreamName)
    const metadata = () => newEvents(1).map((event) => ({ ...event, type: '$metadata', data: { $maxCount: 7 } }))
    for (const name of names) await append(opened, name, 'noStream', metadata())
    const last = await append(opened, fresh('customer'))
    const events = eventsOf(await pullUpTo(opened, before, last, 100), names)
    expectEqual(
      events.map((event) => ({ streamName: event.streamName, type: event.type, data: event.data })),
      [{ streamName: names[0], type: '$metadata', data: { $maxCount: 7 } }],
      'the feed'
    )
  },

  'at the end there is nothing, and nothing was read': async (opened) => {
    let end = await append(opened, fresh('customer'))
    await eventually('a page without a record at the end', async () => {
      const page = await pull(opened, end, 10)
      if (page.readUpTo === undefined) expectEqual(page.events, [], 'the page after the last record')
      end = page.readUpTo ?? end
      return page.readUpTo === undefined
    })
  },

  'what is appended between two pulls is in the second': async (opened) => {
    const end = await append(opened, fresh('customer'))
    const name = fresh('customer')
    const last = await append(opened, name)
    expectEqual(eventsOf(await pullUpTo(opened, end, last, 10), [name]), await stored(opened, name), 'the second pull')
  }
}
