import { describeExpectation } from '../import/index.js'
import { type ImportCounts, type ImportedLineJson, isFaulty } from './import-format.js'
import { shown, styled, type Terminal } from './terminal.js'

const unexpected = ({ expected, asExpected }: ImportedLineJson): ReadonlyArray<string> =>
  expected === null || asExpected !== false ? [] : [`expected ${describeExpectation(expected)}`]

/** Where it is, what became of it, and what is wrong with it, a line each. */
export const importedLines = (terminal: Terminal, row: ImportedLineJson): ReadonlyArray<string> => {
  const { file, line, record, outcome, revision, rejection, cause, replayed, problems } = row
  const told = [
    [outcome, rejection ?? cause ?? (revision === null ? '' : `at revision ${revision}`)].filter(Boolean).join(' '),
    ...(replayed ? ['answered before'] : []),
    ...unexpected(row)
  ].join(', ')
  const place = `${file}${line === null ? '' : `:${line}`}${record === null ? '' : ` ${record}`}`
  return [
    `${shown(place)}: ${isFaulty(row) ? styled(terminal, 'red', shown(told)) : shown(told)}`,
    ...problems.map(
      ({ path, code, message }) => `  ${[path, code].filter(Boolean).map(shown).join(' ')}: ${shown(message)}`
    )
  ]
}

/** What became of all of them, in one line. */
export const importSummary = (counts: ImportCounts): string => {
  const { accepted, unchanged, refused, failed, unusable, replayed } = counts
  const outcomes = Object.entries({ accepted, unchanged, refused, failed, unusable })
  return `${outcomes.map(([name, count]) => `${count} ${name}`).join(', ')}; ${replayed} of these answered before`
}

const barWidth = 30

/** `███████░░░░░░░ 50/100` */
export const bar = (done: number, of: number): string => {
  const filled = of === 0 ? barWidth : Math.round((Math.min(done, of) / of) * barWidth)
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${done}/${of}`
}
