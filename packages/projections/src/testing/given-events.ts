import { comparePositions, type StoredEvent } from '@accountable/domain/kernel'
import { expectEqual } from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import { NEVER } from 'rxjs'
import { defaultEngineSettings } from '../engine-settings.js'
import { openSession } from '../group-session.js'
import { orThrow } from '../or-throw.js'
import type { AnyRecordedEvent, Projection } from '../projection.js'
import type { RowOf, Table } from '../table.js'
import { type InspectablePageStore, pageStore } from './page-store.js'
import { repeatingFeed, storyFeed } from './story-feed.js'

type Tables = Readonly<Record<string, Table>>

/** Rows by table: of keyed tables the current ones, in the order of their keys; of logs every one. Tables left out are not compared. */
export type ExpectedRows<T extends Tables> = { readonly [Name in keyof T]?: ReadonlyArray<RowOf<T[Name]>> }

/** The ways in which an engine may come to see the same events. */
type Delivery = 'once' | 'twice' | 'after restarts'

const project = async <Recorded extends AnyRecordedEvent>(
  projection: Projection<Recorded>,
  events: ReadonlyArray<Recorded>,
  delivery: Delivery
): Promise<InspectablePageStore> => {
  const stored = events.map((event) => event.stored)
  const byId = new Map(events.map((event) => [event.stored.eventId, event]))
  const store = pageStore()
  const feed = delivery === 'twice' ? repeatingFeed(stored) : storyFeed(stored)
  const pageSize = delivery === 'once' ? events.length + 1 : 1
  const engine = {
    group: projection.group,
    feed,
    store,
    decode: ({ eventId }: StoredEvent) => E.right(byId.get(eventId) as Recorded),
    projections: [projection],
    // No checkpoint waits for a clock, not even one for the last event's repetition alone.
    settings: { ...defaultEngineSettings, pageSize, readAhead: 0, bareCheckpointEvery: 0 },
    suspicions: new Set<string>(),
    interrupted$: NEVER,
    tell: () => {}
  }
  let session = await openSession(engine)
  const end = orThrow(await feed.head()())?.position
  const isThere = (): boolean => {
    const at = session.checkpoint()?.position
    return end === undefined || (at !== undefined && comparePositions(at, end) >= 0)
  }
  while (!isThere()) {
    await session.step()
    if (delivery === 'after restarts') session = await openSession(engine)
  }
  return store
}

const rowsOf = (store: InspectablePageStore, projection: Projection<never>, name: string): ReadonlyArray<unknown> => {
  const keyed = [...store.current(projection, name)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const versions =
    projection.tables[name]?.kind === 'log' ? store.versions(projection, name) : keyed.map(([, one]) => one)
  return versions.map(({ row }) => row)
}

const parkedIn = ({ progress }: InspectablePageStore): ReadonlyArray<unknown> =>
  [...progress].filter(([, { parked }]) => parked)

/**
 * given events, then rows: `await givenEvents(registered, granted).projectedBy(customerAccount).hasRows({ account: [ … ] })`.
 * Each event is delivered once, twice, and with a restart after every page; all three must come to the same rows, the same
 * history and no parked stream. Rejects with an Error that says where they differ.
 */
export const givenEvents = <Recorded extends AnyRecordedEvent>(...events: ReadonlyArray<Recorded>) => ({
  projectedBy: <T extends Tables>(projection: Projection<Recorded, T>) => ({
    hasRows: async (expected: ExpectedRows<T>): Promise<void> => {
      const erased = projection as unknown as Projection<Recorded>
      const once = await project(erased, events, 'once')
      expectEqual(parkedIn(once), [], 'parked streams')
      for (const [name, rows] of Object.entries(expected))
        expectEqual(rowsOf(once, erased, name), rows, `the rows of table ${name}`)
      for (const delivery of ['twice', 'after restarts'] as const) {
        const other = await project(erased, events, delivery)
        expectEqual(parkedIn(other), [], `parked streams, ${delivery}`)
        for (const name of Object.keys(projection.tables)) {
          expectEqual([...other.current(projection, name)], [...once.current(projection, name)], `${name}, ${delivery}`)
          expectEqual(other.versions(projection, name), once.versions(projection, name), `${name}, ${delivery}`)
        }
      }
    }
  })
})
