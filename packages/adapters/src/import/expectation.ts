import type { Outcome } from '@accountable/domain/application'
import * as t from 'io-ts'

/** What a line says that `execute` must answer; what is absent is not compared. */
export const Expectation = t.partial({
  outcome: t.string,
  revision: t.string,
  replayed: t.boolean,
  rejection: t.string,
  codes: t.array(t.string)
})
export type Expectation = t.TypeOf<typeof Expectation>

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

/** An expectation in words. */
export const describeExpectation = ({ outcome, rejection, codes, revision, replayed }: Expectation): string =>
  [
    outcome,
    rejection,
    codes === undefined ? undefined : `[${codes.join(', ')}]`,
    revision === undefined ? undefined : `at revision ${revision}`,
    replayed === undefined ? undefined : replayed ? 'replayed' : 'not replayed'
  ]
    .filter((part) => part !== undefined)
    .join(' ')
