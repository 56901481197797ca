import type { EventStore } from '../../application/event-store.js'
import type { StreamName } from '../../kernel/index.js'
import { revision } from '../../kernel/index.js'
import { expectEqual, expectLeft } from '../expectations.js'
import type { Check, OpenedEventStore } from './opened-event-store.js'
import { append, freshStream, from, newEvents } from './steps.js'

export const deletion: Record<string, Check> = {
  'a softly deleted stream is a finding, not an empty stream': async (eventStore, opened) => {
    const name = freshStream()
    await append(eventStore, name, 'noStream', newEvents(2))
    await deleteStream(opened, name, 'soft')
    await expectDeleted(eventStore, name)
  },

  'a stream with a tombstone is a finding, and takes no append': async (eventStore, opened) => {
    const name = freshStream()
    await append(eventStore, name, 'noStream', newEvents(2))
    await deleteStream(opened, name, 'tombstone')
    await expectDeleted(eventStore, name)
    for (const expected of ['noStream', revision(1)] as const) {
      const error = expectLeft(
        await eventStore.appendToStream(name, expected, newEvents(1))(),
        'an append after a tombstone'
      )
      expectEqual(error, { type: 'StreamDeleted', streamName: name }, 'the error')
    }
  }
}

const deleteStream = async (opened: OpenedEventStore, name: StreamName, kind: 'soft' | 'tombstone'): Promise<void> => {
  if (opened.deleteStream === undefined) throw new Error('the opener promised deleteStream and does not give it')
  await opened.deleteStream(name, kind)
}

const expectDeleted = async (eventStore: EventStore, name: StreamName): Promise<void> => {
  const expected = { type: 'StreamDeleted', streamName: name }
  expectEqual(expectLeft(await eventStore.readStream(name, from(0), 10)(), 'reading'), expected, 'reading')
  expectEqual(expectLeft(await eventStore.readStream(name, from(2), 10)(), 'reading'), expected, 'reading the tail')
  expectEqual(expectLeft(await eventStore.readStreamBackwards(name, 10)(), 'reading'), expected, 'reading backwards')
}
