import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import { expectEqual } from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import { NEVER } from 'rxjs'
import { defaultEngineSettings } from '../engine-settings.js'
import type { EventFeed } from '../event-feed.js'
import { openSession } from '../group-session.js'
import type { AnyRecordedEvent, Projection } from '../projection.js'
import type { RowOf, Table } from '../table.js'
import { type InspectablePageStore, pageStore } from './page-store.js'

type Tables = Readonly<Record<string, Table>>

/** Rows by table: of keyed tables the current ones, in the order of their keys; of logs every one. Tables left out are not compared. */
export type ExpectedRows<T extends Tables> = { readonly [Name in keyof T]?: ReadonlyArray<RowOf<T[Name]>> }

/** The ways in which an engine may come to see the same events. */
type Delivery = 'once' | 'twice' | 'after restarts'

/** A feed over these events; one that `repeats` itself begins each page with the one before it. */
const feedOf = (events: ReadonlyArray<StoredEvent>, repeats: boolean): EventFeed => {
  const startAfter = (after: Position | undefined): number => {
    const next = events.findIndex(({ position }) => after === undefined || comparePositions(position, after) > 0)
    return next < 0 ? events.length : next
  }
  return {
    readAll: (after, limit) => async () => {
      const start = startAfter(after)
      const end = start + limit
      const first = repeats ? Math.max(0, start - limit) : start
      return E.right({ events: events.slice(first, end), readUpTo: events.slice(start, end).at(-1)?.position })
    },
    readAt: (position) => async () =>
      E.right(events.find((stored) => comparePositions(stored.position, position) === 0)),
    head: () => async () => {
      const last = events.at(-1)
      return E.right(last && { position: last.position, created: last.created })
    },
    appended$: () => NEVER
  }
}

const project = async <Recorded extends AnyRecordedEvent>(
  projection: Projection<Recorded>,
  events: ReadonlyArray<Recorded>,
  delivery: Delivery
): Promise<InspectablePageStore> => {
  const stored = events.map((event) => event.stored)
  const byId = new Map(events.map((event) => [event.stored.eventId, event]))
  const store = pageStore()
  const engine = {
    group: projection.group,
    feed: feedOf(stored, delivery === 'twice'),
    store,
    decode: ({ eventId }: StoredEvent) => E.right(byId.get(eventId) as Recorded),
    projections: [projection],
    settings: { ...defaultEngineSettings, pageSize: delivery === 'once' ? events.length + 1 : 1, readAhead: 0 },
    suspicions: new Set<string>(),
    interrupted$: NEVER,
    tell: () => {}
  }
  let session = await openSession(engine)
  const end = stored.at(-1)?.position
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
      const parked = [...once.progress].filter(([, progress]) => progress.parked)
      expectEqual(parked, [], 'parked streams')
      for (const [name, rows] of Object.entries(expected))
        expectEqual(rowsOf(once, erased, name), rows, `the rows of table ${name}`)
      for (const delivery of ['twice', 'after restarts'] as const) {
        const other = await project(erased, events, delivery)
        for (const name of Object.keys(projection.tables)) {
          expectEqual([...other.current(projection, name)], [...once.current(projection, name)], `${name}, ${delivery}`)
          expectEqual(other.versions(projection, name), once.versions(projection, name), `${name}, ${delivery}`)
        }
      }
    }
  })
})
