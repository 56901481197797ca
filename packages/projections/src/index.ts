export type { Decode } from './arrival.js'
export type { Checkpoint, Landmark } from './checkpoint.js'
export type { Column, ColumnType } from './column.js'
export { columnsOf, JsonValue, PersonalText, RevisionText, Timestamp } from './column.js'
export { compareText } from './compare-text.js'
export type { Comparison, Difference } from './compare-versions.js'
export { compareVersions } from './compare-versions.js'
export type { EngineSettings } from './engine-settings.js'
export { defaultEngineSettings } from './engine-settings.js'
export type { EngineSignal, Findings } from './engine-signal.js'
export type { EventFeed, FeedHead, FeedPage, FeedUnavailable } from './event-feed.js'
export { feedPrefixes } from './event-feed.js'
export type { CheckpointNotOfThisStore, EngineFailed, EngineStop, StopReason, UpgradeRequired } from './failure.js'
export type { GroupEngine, GroupSession, PageStore } from './group-session.js'
export { openSession } from './group-session.js'
export type { Health, HealthFinding } from './health.js'
export { healthOf } from './health.js'
export { notLater } from './not-later.js'
export type { Partition } from './partition.js'
export { partitionName, partitionOf, partitionsOf } from './partition.js'
export type { RebuildPolicy } from './prepare-groups.js'
export type { Activity, Progress } from './progress.js'
export type { AnyRecordedEvent, Keys, Projection, Recount, Rows, TimedEvent, Writes } from './projection.js'
export { nothing } from './projection.js'
export type { AtLeast, CustomerParked, InvalidToken, NotReached, ProjectionFrozen, ReachFailure } from './reach.js'
export { reach } from './reach.js'
export type {
  CheckpointConflict,
  Member,
  PageKeys,
  PageRows,
  PartitionedOtherwise,
  ReadModelStore,
  ReadModelsRefused,
  ReadModelsUnavailable,
  Save,
  StoredProjection
} from './read-model-store.js'
export type { ProjectionRebuild, RunningRebuild, VersionInUse, VersionShown } from './rebuild-projection.js'
export { dropVersion, rebuildProjection, showVersion } from './rebuild-projection.js'
export type { CountedRows, Miscount, Reconciliation } from './reconcile.js'
export { reconcile } from './reconcile.js'
export type { MissingRows } from './recount-rows.js'
export type { Repartition, RepartitionOutcome } from './repartition.js'
export { repartition } from './repartition.js'
export type { ParkedStreamReplay, ReplayOutcome } from './replay-parked-stream.js'
export { replayParkedStream } from './replay-parked-stream.js'
export type { FoundRow, RowVersion, Stamp, TableWrites } from './row-version.js'
export type { RunningGroup } from './run-group.js'
export { runGroup } from './run-group.js'
export type { ProjectionsToRun, RunningProjections } from './run-projections.js'
export { runProjections } from './run-projections.js'
export type { AsOf, Comparable, Condition, Order, Selection, SelectionProperty } from './selection.js'
export type { StreamOwner } from './stream-owner.js'
export { streamOwner } from './stream-owner.js'
export type { Parked, ParkingReason, StreamProgress } from './stream-progress.js'
export type { Index, Row, RowOf, StampProperty, Table, TableKind } from './table.js'
export { table } from './table.js'
export type { Tampering } from './tampering.js'
