import type { Position } from '@accountable/domain/kernel'
import type { Findings } from './engine-signal.js'
import type { StopReason } from './failure.js'

/**
 * - `starting`: neither the group nor its checkpoint are known yet. `standby`: another process runs the group.
 * - `catchingUp`: there is more behind the checkpoint. `idle`: there was nothing more when it last looked.
 * - `stalled`: there is more, and nothing has been saved for `stalledAfter`. `paused`, `stopped`: somebody wanted it so.
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
  /** The age of the oldest event that is not saved yet, by the store's clock; 0 at the end of the log. */
  readonly lagSeconds: number
  /** By the distance to the head and the speed so far; nothing while neither is known. */
  readonly secondsToCatchUp: number | undefined
  /** Streams that wait for somebody, or that somebody tampered with. */
  readonly findings: Findings
  /** The transient failure that is being retried. */
  readonly failure: { readonly message: string; readonly failures: number } | undefined
  /** Why it stopped. */
  readonly stop: StopReason | undefined
}
