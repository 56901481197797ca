import type { FieldChange } from './field-changes.js'
import { type Provenance, provenanceOf } from './provenance.js'
import { ask, type Question } from './question.js'
import type { HistoryStep, TimedCustomerEvent } from './steps.js'

/** One leaf of an account that one event changed. */
export type HistoryRow = FieldChange & Provenance

/** The rows of one event. */
export const historyRows = ({ event, changes }: HistoryStep): ReadonlyArray<HistoryRow> => {
  if (changes.length === 0) return []
  const why = provenanceOf(event)
  // Every property by name: to copy two objects into one takes several times as long.
  return changes.map(({ path, from, to }) => ({
    path,
    from,
    to,
    revision: why.revision,
    position: why.position,
    eventId: why.eventId,
    eventType: why.eventType,
    effectiveAt: why.effectiveAt,
    recordedAt: why.recordedAt,
    actor: why.actor,
    reason: why.reason,
    commandId: why.commandId,
    correlationId: why.correlationId,
    causationId: why.causationId,
    traceparent: why.traceparent,
    source: why.source,
    policyVersion: why.policyVersion,
    countryRuleVersion: why.countryRuleVersion
  }))
}

/** Every change of a customer, leaf by leaf, oldest first. */
export const historyQuestion: Question<ReadonlyArray<HistoryRow>> = () => {
  const rows: Array<HistoryRow> = []
  return {
    see: (step) => {
      rows.push(...historyRows(step))
      return true
    },
    answer: () => rows
  }
}

/** Every change of a customer, leaf by leaf, oldest first, from all of its events. */
export const history = (events: Iterable<TimedCustomerEvent>): ReadonlyArray<HistoryRow> => ask(historyQuestion, events)
