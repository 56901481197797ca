import type { Position } from '@accountable/domain/kernel'
import type { Checkpoint } from './checkpoint.js'
import type { StopReason } from './failure.js'
import type { StreamProgress } from './stream-progress.js'

/** Streams that somebody must look at: parked, tampered with, or both. */
export type Findings = ReadonlyMap<string, StreamProgress>

/** What happens inside an engine, as it happens. Progress, metrics and logs are made of it. */
export type EngineSignal =
  /** Another process runs this group, and has come this far when it was looked at. */
  | { readonly type: 'standby'; readonly checkpoint: Checkpoint | undefined }
  /** The group is ours, and its checkpoint was found to belong to this store. */
  | { readonly type: 'started'; readonly checkpoint: Checkpoint | undefined; readonly findings: Findings }
  /** Events were read that are to be saved; `position` is that of the first one, `oldest` the store's time of it. */
  | { readonly type: 'read'; readonly position: Position; readonly oldest: number }
  | { readonly type: 'saved'; readonly checkpoint: Checkpoint; readonly events: number }
  /** There was nothing behind the checkpoint. */
  | { readonly type: 'reachedEnd' }
  /** Streams that were parked or found tampered with. */
  | { readonly type: 'found'; readonly findings: Findings }
  /** A transient failure, the nth in a row: the engine goes back to its checkpoint after a delay. */
  | { readonly type: 'failed'; readonly message: string; readonly failures: number }
  /** A version that has caught up is shown to queries from now on. */
  | { readonly type: 'shown'; readonly projection: string; readonly version: number }
  /** The store would not show it, for this reason; it is asked again at each look at the end of the log. */
  | { readonly type: 'notShown'; readonly projection: string; readonly version: number; readonly message: string }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  /** The end: asked for, or forced. */
  | { readonly type: 'stopped'; readonly reason: StopReason }
