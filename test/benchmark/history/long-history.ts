import { nodeEnvironment } from '@accountable/adapters/environment'
import { createInMemoryEventStore, createInMemoryLog } from '@accountable/adapters/in-memory'
import type { EventStore } from '@accountable/domain/application'
import { createCustomerApplication } from '@accountable/domain/application'
import * as E from 'fp-ts/lib/Either.js'
import { contoso, seedStore } from '../../projections/history/seed-store.js'

/** A store in which one customer has so many events: its phone number changed again and again. */
export const longHistory = async (events: number): Promise<EventStore> => {
  const eventStore = createInMemoryEventStore(createInMemoryLog())
  await seedStore(eventStore)
  const application = createCustomerApplication({ ...nodeEnvironment, eventStore })
  const loaded = await application.load(contoso)
  if (loaded.type !== 'loaded') throw new Error(loaded.type)
  const stored = await eventStore.readStreamBackwards(`customer-${contoso}` as never, 1)()
  const template = E.isRight(stored) ? stored.right[0] : undefined
  if (template === undefined) throw new Error('no template')
  // The last event is a billing update: repeated as it is, every other one with another number.
  const text = JSON.stringify({ data: template.data, metadata: template.metadata })
  const phone = /"\/data\/billingProfile\/defaultAddress\/phoneNumber":"(\d+)"/.exec(text)?.[1] ?? ''
  for (let next = Number(loaded.revision) + 1; next < events; next += 1) {
    const { data, metadata } = JSON.parse(
      next % 2 === 0 ? text : text.replaceAll(`"${phone}"`, '"4255550199"')
    ) as Pick<typeof template, 'data' | 'metadata'>
    const appended = await eventStore.appendToStream(`customer-${contoso}` as never, BigInt(next - 1) as never, [
      { eventId: crypto.randomUUID(), type: template.type, data: data as never, metadata: metadata as never }
    ])()
    if (E.isLeft(appended)) throw new Error(appended.left.type)
  }
  return eventStore
}
