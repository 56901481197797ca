import { accountOf, type CustomerEvent, type CustomerState, evolve, initialState } from '@accountable/domain/customer'
import type { EventTimes, RecordedEvent } from '@accountable/domain/kernel'
import { type AccountOrNothing, type FieldChange, fieldChanges } from './field-changes.js'

/** An event of a customer's stream, placed on both of its clocks. */
export type TimedCustomerEvent = RecordedEvent<CustomerEvent> & EventTimes

/** What one event did to the account. */
export interface HistoryStep {
  readonly event: TimedCustomerEvent
  readonly before: AccountOrNothing
  readonly after: AccountOrNothing
  readonly changes: ReadonlyArray<FieldChange>
}

/** Where a value is erased on both sides, the recorded fact still tells whether it was changed. */
const statedChange = (event: CustomerEvent): ((path: string) => boolean) => {
  if (event.type === 'CustomerRegistered') return () => false
  const paths = new Set(event.data.changes.map(({ path }) => path))
  return (path) => paths.has(path)
}

const accountIn = (state: CustomerState): AccountOrNothing =>
  state.type === 'Registered' ? accountOf(state) : undefined

/**
 * Goes along a customer's events, oldest first, one call an event: changes are those of the folded account, so an event
 * that changed nothing is a step without changes.
 */
export const stepper = (): ((event: TimedCustomerEvent) => HistoryStep) => {
  let state = initialState
  let before: AccountOrNothing
  return (event) => {
    state = evolve(state, event.event)
    const after = accountIn(state)
    const step = { event, before, after, changes: fieldChanges(before, after, statedChange(event.event)) }
    before = after
    return step
  }
}
