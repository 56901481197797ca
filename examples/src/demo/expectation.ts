import type { Outcome } from '@accountable/domain/application'
import type { Expectation } from './changes-file.js'

/** An outcome in the words of an expectation. */
export const observed = (outcome: Outcome): Expectation => ({
  outcome: outcome.outcome,
  ...('revision' in outcome ? { revision: outcome.revision } : {}),
  ...(outcome.replayed ? { replayed: true } : {}),
  ...(outcome.outcome === 'refused' ? { rejection: outcome.rejection.type } : {}),
  ...(outcome.outcome === 'refused' && outcome.rejection.type === 'RuleViolated'
    ? { codes: outcome.rejection.problems.map(({ code }) => code) }
    : {})
})

/** Which codes there are; how many fields share one is not compared. */
const sorted = (codes: ReadonlyArray<string> | undefined): string =>
  JSON.stringify([...new Set(codes ?? [])].toSorted())

/** Whether an outcome is as expected, in what the expectation names; codes in any order. */
export const isAsExpected = (expect: Expectation, outcome: Outcome): boolean => {
  const { codes, ...plain } = observed(outcome)
  return (
    (expect.outcome ?? plain.outcome) === plain.outcome &&
    (expect.revision ?? plain.revision) === plain.revision &&
    (expect.replayed ?? outcome.replayed) === outcome.replayed &&
    (expect.rejection ?? plain.rejection) === plain.rejection &&
    (expect.codes === undefined || sorted(expect.codes) === sorted(codes))
  )
}
