import type { Position } from '@accountable/domain/kernel'
import type { Findings } from './engine-signal.js'
import type { StopReason } from './failure.js'

/**
 * - `starting`: neither the group nor its checkpoint are known yet. `standby`: another process runs the group; position and lag
 *   are as of when it was last looked at.
 * - `catchingUp`: there is more behind the checkpoint. `idle`: there was nothing more when it last looked.
 * - `stalled`: there is more, and nothing has been saved for `stalledAfter`, however often it was tried. `paused`, `stopped`:
 *   somebody wanted it so.
 */
export type Activity = 'starting' | 'standby' | 'catchingUp' | 'idle' | 'stalled' | 'paused' | 'stopped'

/** How a group is doing. */
export interface Progress {
  readonly group: string
  readonly activity: Activity
  /** The checkpoint; nothing before the first. */
  readonly position: Position | undefined
  /** The end of the log when it was last looked at. */
  readonly head: Position | undefined
  /** Events saved since this engine started. */
  readonly events: number
  readonly eventsPerSecond: number
  /**
   * The age of the oldest event that is known not to be saved yet, by the store's clock; 0 at the end of the log. Before a page was
   * read, and in `standby`, no older one is known than the head that was first seen.
   */
  readonly lagSeconds: number
  /** By the distance to the head and the speed so far; nothing while neither is known. */
  readonly secondsToCatchUp: number | undefined
  /** Streams that wait for somebody, or that somebody tampered with. */
  readonly findings: Findings
  /** The transient failure that is being retried. */
  readonly failure: { readonly message: string; readonly failures: number } | undefined
  /** A version that has caught up and that the store would not show to queries: why. It is asked again and again. */
  readonly notShown: { readonly projection: string; readonly version: number; readonly message: string } | undefined
  /** Why it stopped. */
  readonly stop: StopReason | undefined
}
