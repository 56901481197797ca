import type { FieldValue } from './field-changes.js'
import { type Provenance, provenanceOf } from './provenance.js'
import { ask, type Question } from './question.js'
import type { TimedCustomerEvent } from './steps.js'

/** A field of today's account and the event that set it last; its value is null where that event took it away. */
export type BlameRow = { readonly path: string; readonly value: FieldValue } & Provenance

/** Who set each field last, in the order in which the fields first got a value. */
export const blameQuestion: Question<ReadonlyArray<BlameRow>> = () => {
  const rows = new Map<string, BlameRow>()
  return {
    see: ({ event, changes }) => {
      const provenance = provenanceOf(event)
      for (const { path, to } of changes) rows.set(path, { path, value: to, ...provenance })
      return true
    },
    answer: () => [...rows.values()]
  }
}

/** Who set each field of a customer last, when and why, from all of its events. */
export const blame = (events: Iterable<TimedCustomerEvent>): ReadonlyArray<BlameRow> => ask(blameQuestion, events)
