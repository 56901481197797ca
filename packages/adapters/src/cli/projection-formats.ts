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
    /** Customers of whom the rows of a read model are not those of the events in the log. */
    rowMiscounts: t.readonlyArray(
      t.type({
        projection: t.string,
        tables: t.readonlyArray(t.string),
        customerId: t.string,
        expected: t.number,
        found: t.number
      })
    )
  })
)
export type ReconciliationJson = t.TypeOf<typeof ReconciliationJson>

const DifferenceJson = t.type({
  table: t.string,
  /** Empty in a log. */
  key: t.string,
  kind: t.union([t.literal('onlyBefore'), t.literal('onlyAfter'), t.literal('different')]),
  /** Those that differ, without their values. */
  properties: t.readonlyArray(t.string),
  /** The event that made it, `commit:prepare`. */
  position: t.string
})

/** How a version compares with the one that was shown before, `version`, up to where both had come. */
export const ComparisonJson = t.type({
  version: t.number,
  rows: t.number,
  upTo: t.string,
  differences: t.number,
  /** The one that came first in the log. */
  first: t.union([DifferenceJson, t.null]),
  /** Tables that the other version lacks, or has as another kind: their rows are not compared. */
  tablesOnlyBefore: t.readonlyArray(t.string),
  tablesOnlyAfter: t.readonlyArray(t.string)
})
export type ComparisonJson = t.TypeOf<typeof ComparisonJson>

/** `projections rebuild`: the version that was built. */
export const RebuildJson = t.type({
  name: t.string,
  version: t.number,
  /** False where it is kept for `projections show`. */
  shown: t.boolean,
  /** Null where no other version was shown, or the two cannot be compared: stderr says why. */
  comparison: t.union([ComparisonJson, t.null])
})
export type RebuildJson = t.TypeOf<typeof RebuildJson>

/** `projections show`: the version that is shown now; `projections drop`: the one that is gone. */
export const VersionJson = t.type({ name: t.string, version: t.number })
export type VersionJson = t.TypeOf<typeof VersionJson>

/** `projections replay-parked`: each group in which the customer's events waited, and how many it handled now. */
export const ReplayedJson = t.readonlyArray(t.type({ group: t.string, events: t.number }))
export type ReplayedJson = t.TypeOf<typeof ReplayedJson>
