import type { CustomerRejection } from '../customer/index.js'
import type { Problem } from '../kernel/problem.js'

/** What could not be decoded, every problem of it. */
export interface InvalidCommand {
  readonly type: 'InvalidCommand'
  readonly problems: ReadonlyArray<Problem>
}

export type Rejection = CustomerRejection | InvalidCommand

/** The events of the command are in the customer's history. */
export interface Accepted {
  readonly outcome: 'accepted'
  readonly commandId: string
  readonly replayed: boolean
  /** Of the command's last event; decimal. */
  readonly revision: string
  /** `commit:prepare` of the command's last event: a consistency token for queries. */
  readonly position: string
}

/** Everything was so already: no event. */
export interface Unchanged {
  readonly outcome: 'unchanged'
  readonly commandId: string
  readonly replayed: boolean
  /** The revision on which that was decided; decimal. */
  readonly revision: string
  /** Of the entry that remembers it. */
  readonly position: string
}

/** A well-formed command against a rule, or input that is no command. */
export interface Refused {
  readonly outcome: 'refused'
  /** Absent where it could not be decoded. */
  readonly commandId?: string
  readonly replayed: boolean
  readonly rejection: Rejection
  /** Whether the attempt is in the customer's attempt stream, on its way there, or in none. */
  readonly recorded: 'stored' | 'queued' | 'no'
  /** Of the stored entry. */
  readonly position?: string
}

export type FailureCause =
  /** Nothing happened; the store did not answer. */
  | 'StoreUnavailable'
  /** It may have happened; the same command again finds out. */
  | 'OutcomeUnknown'
  /** Others changed the same customer each time before this command could. */
  | 'TooMuchContention'
  /** The customer's stream was deleted, truncated, or holds what no version of an event looks like. */
  | 'StreamUnreadable'
  /** The stream holds an event that a later version of this code wrote. */
  | 'NewerEvent'

/** No decision was made, or it is not known whether it was stored. To retry means the same command with the same commandId. */
export interface Failed {
  readonly outcome: 'failed'
  readonly commandId: string
  readonly replayed: false
  readonly cause: FailureCause
  readonly retryable: boolean
}

/** What `execute` answers. Plain JSON. */
export type Outcome = Accepted | Unchanged | Refused | Failed

/** Whether the same command may succeed later without a change to code or store. */
export const isRetryable = (cause: FailureCause): boolean => cause !== 'StreamUnreadable' && cause !== 'NewerEvent'

export const failed = (commandId: string, cause: FailureCause, retryable = isRetryable(cause)): Failed => ({
  outcome: 'failed',
  commandId,
  replayed: false,
  cause,
  retryable
})

/**
 * Refusals that no state was asked for, that a confirmation lifts, or that another command's outcome caused: computed anew
 * each time, answered first and recorded afterwards, and nothing that is remembered for the id changes (design §3).
 */
export const isAnsweredFirst = ({ type }: Rejection): boolean =>
  type === 'InvalidCommand' ||
  type === 'RoleNotAllowed' ||
  type === 'CommandIdReused' ||
  type === 'ConfirmationRequired'
