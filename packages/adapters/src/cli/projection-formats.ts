import * as t from 'io-ts'

// The public formats of `projections`, as json-formats.ts says.

/** `projections status`: each version of each read model. */
export const ProjectionsJson = t.readonlyArray(
  t.type({
    name: t.string,
    version: t.number,
    group: t.string,
    /** Whether queries and views show it. */
    live: t.boolean,
    /** `commit:prepare`; null before its first checkpoint. */
    position: t.union([t.string, t.null]),
    /** Whether that is the end of the event log. */
    upToDate: t.boolean,
    /** Streams that wait for somebody, and streams that somebody tampered with. */
    parked: t.readonlyArray(t.string),
    tampered: t.readonlyArray(t.string)
  })
)
export type ProjectionsJson = t.TypeOf<typeof ProjectionsJson>

/** `projections split`: into how many partitions the work of each group is split now. */
export const PartitionsJson = t.readonlyArray(t.type({ group: t.string, partitions: t.number }))
export type PartitionsJson = t.TypeOf<typeof PartitionsJson>

/** `projections reconcile`: what each group handled, counted against the event log. */
export const ReconciliationJson = t.readonlyArray(
  t.type({
    group: t.string,
    streams: t.number,
    events: t.number,
    miscounts: t.readonlyArray(
      t.type({ streamName: t.string, stored: t.number, handled: t.number, parked: t.boolean })
    ),
    /** Customers of whom a read model lacks rows that their events had left. */
    missingRows: t.readonlyArray(
      t.type({ projection: t.string, customerId: t.string, expected: t.number, found: t.number })
    )
  })
)
export type ReconciliationJson = t.TypeOf<typeof ReconciliationJson>

/** `projections rebuild`: the version that is shown now. */
export const RebuildJson = t.type({ name: t.string, version: t.number })
export type RebuildJson = t.TypeOf<typeof RebuildJson>

/** `projections replay-parked`: each group in which the customer's events waited, and how many it handled now. */
export const ReplayedJson = t.readonlyArray(t.type({ group: t.string, events: t.number }))
export type ReplayedJson = t.TypeOf<typeof ReplayedJson>
