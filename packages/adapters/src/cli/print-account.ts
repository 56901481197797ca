import { fieldChanges } from '@accountable/projections/history'
import type { AccountJson } from './json-formats.js'
import { when } from './print-history.js'
import { aligned, shown, styled, type Terminal } from './terminal.js'

/** The account, a field a line. */
export const accountLines = (terminal: Terminal, account: AccountJson): ReadonlyArray<string> => {
  const { revision, position, effectiveAt, recordedAt, ...facts } = account
  return [
    styled(terminal, 'bold', `revision ${revision} of ${when({ effectiveAt, recordedAt })}, position ${position}`),
    ...aligned(fieldChanges(undefined, facts).map(({ path, to }) => [`  ${shown(path)}`, shown(to)]))
  ]
}
