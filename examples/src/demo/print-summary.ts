import { describeExpectation, describeProblem, type Expectation } from '@accountable/adapters/import'
import type { DemoReport } from './report.js'
import { fields, heading, shown } from './terminal.js'

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0)

const each = (counts: Readonly<Record<string, number>>): string => {
  const named = Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
  return named.length === 0 ? '0' : `${total(counts)}: ${named.join(', ')}`
}

const news = ({ added }: DemoReport): string =>
  added.events + added.attempts === 0
    ? 'nothing: every command got its first outcome again; no event, attempt entry or log row was added'
    : `${added.events} events, ${added.attempts} attempt entries`

/** What became of the commands, in numbers. */
export const printSummary = (report: DemoReport): string => {
  const { counts, lines, attemptsNotRecorded, stores } = report
  return `${heading('Summary')}\n${fields([
    ['Accepted', String(counts.accepted)],
    ['Unchanged', String(counts.unchanged)],
    ['Refused', each(counts.refused)],
    ...(total(counts.failed) === 0 ? [] : [['Failed', each(counts.failed)] as const]),
    ['Replayed', `${counts.replayed} of these had been answered before`],
    ...(lines.of === 0 ? [] : [['Expected', `${lines.asExpected} of ${lines.of} lines as expected`] as const]),
    ['New', news(report)],
    ...(attemptsNotRecorded === 0
      ? []
      : [['Not recorded', `${attemptsNotRecorded} refused commands are in no attempt stream`] as const]),
    ['Stores', stores]
  ])}`
}

const inWords = (expectation: Expectation): string => shown(describeExpectation(expectation))

/** The lines that came otherwise than they say, and the lines that are no command. */
export const printLines = ({ lines: { others }, notes }: DemoReport): ReadonlyArray<string> => [
  ...(others.length === 0 ? [] : [heading('Lines that came otherwise')]),
  ...others.map(({ line, expected, actual }) => `line ${line}: expected ${inWords(expected)}; came ${inWords(actual)}`),
  ...(notes.length === 0 ? [] : [heading('Lines that are no command')]),
  ...notes.map((note) => shown(describeProblem(note)))
]
