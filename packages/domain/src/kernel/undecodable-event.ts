import type { Problem } from './problem.js'

/** A type or a schema version that this code does not know yet: not poison, a reason to deploy (design §5). */
export interface NewerEvent {
  readonly type: 'NewerEvent'
  readonly eventType: string
  readonly schemaVersion: number
}

/** A stored event that breaks the structure of its own type and version. */
export interface UnreadableEvent {
  readonly type: 'UnreadableEvent'
  readonly eventType: string
  readonly problem: Problem
}

/** Why a stored event could not be read as a fact. */
export type UndecodableEvent = NewerEvent | UnreadableEvent
