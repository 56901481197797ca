import { formatPosition } from '@accountable/domain/kernel'
import type { Comparison, Difference } from '@accountable/projections'
import type { ComparisonJson } from './projection-formats.js'
import { shown } from './terminal.js'

/** How a new version compares with the one that was shown, in the public format. */
export const comparisonJson = (
  version: number,
  { rows, upTo, differences, first, tablesOnlyBefore, tablesOnlyAfter }: Comparison
): ComparisonJson => ({
  version,
  rows,
  upTo: formatPosition(upTo),
  differences,
  first: first ?? null,
  tablesOnlyBefore,
  tablesOnlyAfter
})

const whatDiffers = (
  { kind, properties }: Pick<Difference, 'kind' | 'properties'>,
  before: number,
  after: number
): string => {
  if (kind === 'different') return `they differ in ${properties.map(shown).join(', ')}`
  return `only version ${kind === 'onlyBefore' ? before : after} has it`
}

/** The same for a person. */
export const comparisonLines = (
  { version: before, rows, differences, first, tablesOnlyBefore, tablesOnlyAfter }: ComparisonJson,
  after: number
): ReadonlyArray<string> => [
  `compared with version ${before}: ${rows} rows, ${differences} of them differ`,
  ...(first === null
    ? []
    : [
        `the first was made by the event at ${first.position}, in ${shown(first.table)}${first.key === '' ? '' : ` of ${shown(first.key)}`}: ${whatDiffers(first, before, after)}`
      ]),
  ...tablesOnlyBefore.map((table) => `not compared: only version ${before} has such a table ${shown(table)}`),
  ...tablesOnlyAfter.map((table) => `not compared: only version ${after} has such a table ${shown(table)}`)
]
