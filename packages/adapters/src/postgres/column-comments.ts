import type { Table } from '@accountable/projections'
import { isPersonal, type StampColumns } from './encode-rows.js'
import { fromColumns, type IndexedRows, toColumns } from './table-names.js'

const stampComments = ([commit, prepare, effective, recorded]: StampColumns, event: string) => ({
  [commit]: `Position in the event log (first half) of ${event}.`,
  [prepare]: `Position in the event log (second half) of ${event}.`,
  [effective]: `When ${event} took effect.`,
  [recorded]: `When ${event} was recorded.`
})

/**
 * What each column means, by its name: of a table, and of the views that show it, since a view takes over no comments.
 * `rows` are what holds now, and without an end.
 */
export const columnComments = (table: Table, of: IndexedRows): Readonly<Record<string, string>> => ({
  ...(table.kind === 'log'
    ? { ordinal: 'From 0: which of the rows that this event made.' }
    : { row_key: 'What the row is about: no two rows that hold at the same time have the same key.' }),
  ...Object.fromEntries(table.columns.map(({ name, comment }) => [name, comment])),
  ...(isPersonal(table)
    ? { erased: 'Columns whose value was erased for good, and which are null for that reason.' }
    : {}),
  ...stampComments(fromColumns(table), table.kind === 'log' ? 'the event' : 'the event that this version began with'),
  ...(table.kind === 'history' && of === 'history'
    ? stampComments(toColumns, 'the event that ended this version (null: it still holds)')
    : {})
})
