import type { InMemoryLog } from '@accountable/adapters/in-memory'
import type { RecordedEvent, StoredEvent } from '@accountable/domain/kernel'
import { type Decode, PersonalText, type Projection, RevisionText, Timestamp, table } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

/** A small world for the engine's own tests: things that are named, counted and logged. */
export type ToyEvent = RecordedEvent<{ readonly name: string }, { readonly issuedAt: string | null }>

export const toyDecode: Decode<ToyEvent> = (stored) => {
  const { type, data } = stored
  if (type === 'Later') return E.left({ type: 'NewerEvent', eventType: type, schemaVersion: 9 })
  const { name, issuedAt = null } = data as { name?: unknown; issuedAt?: string | null }
  return typeof name === 'string'
    ? E.right({ event: { name }, metadata: { issuedAt }, stored })
    : E.left({
        type: 'UnreadableEvent',
        eventType: type,
        problem: { path: 'name', code: 'WrongType', message: 'expected a name' }
      })
}

const ThingRow = t.strict({
  customerId: t.string,
  name: PersonalText,
  times: t.number,
  revision: RevisionText,
  searchKey: t.union([t.string, t.null]),
  changedAt: Timestamp,
  tags: t.array(t.string)
})
const NameRow = t.strict({ customerId: t.string, from: t.union([t.string, t.null]), to: t.string })
const TotalRow = t.strict({ customerId: t.string, total: t.number })

export const thingTable = table({
  name: 'thing',
  kind: 'history',
  comment: "A thing and its last name, with its history; isn't it",
  row: ThingRow,
  comments: {
    customerId: 'Whose thing.',
    name: "The thing's name.",
    times: 'How often it was named.',
    revision: 'The last event.',
    searchKey: 'Folded name.',
    changedAt: 'When.',
    tags: 'Letters of the name.'
  },
  customer: 'customerId',
  indexes: [{ on: ['searchKey', 'customerId'] }]
})

export const nameLogTable = table({
  name: 'name_log',
  kind: 'log',
  comment: 'One row for each naming.',
  row: NameRow,
  comments: { customerId: 'Whose thing.', from: 'The name before.', to: 'The name after.' },
  customer: 'customerId',
  indexes: [{ on: ['effectiveAt', 'position', 'ordinal'] }]
})

export const totalTable = table({
  name: 'letter_total',
  kind: 'current',
  comment: 'How many namings begin with a letter: rows that customers share.',
  row: TotalRow,
  comments: { customerId: 'The last one who added to it.', total: 'How many.' },
  customer: 'customerId'
})

const idOf = ({ stored }: { readonly stored: StoredEvent }): string => stored.streamName.replace(/^[^-]*-/, '')

export const things = {
  name: 'things',
  version: 1,
  group: 'toys',
  perCustomer: true,
  tables: { thing: thingTable, log: nameLogTable },
  keysOf: (event: ToyEvent) => ({ thing: [idOf(event)] }),
  evolve: (rows, event) => {
    const customerId = idOf(event)
    const before = rows.thing.get(customerId)
    const { name } = event.event
    if (name === 'broken') throw new Error('this fold cannot stand that name')
    return {
      thing: [
        [
          customerId,
          {
            customerId,
            name,
            times: (before?.times ?? 0) + 1,
            revision: event.stored.revision.toString(),
            searchKey: name === '' ? null : name.toLowerCase(),
            changedAt: event.effectiveAt,
            tags: Array.from(name)
          }
        ]
      ],
      log: [{ customerId, from: typeof before?.name === 'string' ? before.name : null, to: name }]
    }
  }
} satisfies Projection<ToyEvent, { thing: typeof thingTable; log: typeof nameLogTable }>

export const letters: Projection<ToyEvent, { total: typeof totalTable }> = {
  name: 'letters',
  version: 1,
  group: 'toys',
  tables: { total: totalTable },
  keysOf: ({ event }) => ({ total: [event.name.slice(0, 1)] }),
  evolve: (rows, event) => {
    const letter = event.event.name.slice(0, 1)
    return { total: [[letter, { customerId: idOf(event), total: (rows.total.get(letter)?.total ?? 0) + 1 }]] }
  }
}

export const toys: ReadonlyArray<Projection<ToyEvent>> = [things, letters]

/** Stores events of these names in a stream, one by one. Ids count the log, so that equal stories make equal logs. */
export const name = (log: InMemoryLog, streamName: string, ...names: ReadonlyArray<string>): void => {
  for (const one of names) {
    const eventId = `00000000-0000-4000-8000-${String(log.records.length).padStart(12, '0')}`
    log.store(streamName, [{ eventId, type: 'Named', data: JSON.stringify({ name: one }), metadata: '{}' }])
  }
}
