import { isErased } from '@accountable/domain/kernel'
import Table from 'cli-table3'
import wrap from 'wrap-ansi'

/** The narrowest terminal that everything fits. */
export const width = 120

/** What a terminal would obey is shown, not sent. */
const harmless = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')

/** A value for a person; a dash for nothing. */
export const shown = (value: unknown): string => {
  if (value === null || value === undefined) return '—'
  if (isErased(value)) return '(erased)'
  return harmless(typeof value === 'string' ? value : JSON.stringify(value))
}

/** A title over what follows. */
export const heading = (title: string): string => `\n${title}\n${'─'.repeat(Math.min(width, title.length))}`

const bare = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
const frameless = {
  ...bare,
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  right: '',
  middle: ' '
}

/** A word too long for its column is broken where it was put together: `LegalName` `Change`, `kim@partner.` `example`. */
const broken = (word: string, columnWidth: number): string => {
  if (word.length <= columnWidth) return word
  const lines = ['']
  for (const piece of word.split(/(?<=[a-z\d])(?=[A-Z])|(?<=[@.\-_/])/)) {
    const line = lines.at(-1) ?? ''
    if (line.length + piece.length <= columnWidth) lines[lines.length - 1] = line + piece
    else lines.push(piece)
  }
  return lines.filter((line) => line !== '').join('\n')
}

/** Rows under column titles, each cell wrapped into its column; `widths` and the gaps between them make up the line. */
export const grid = (
  titles: ReadonlyArray<string>,
  widths: ReadonlyArray<number>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): string => {
  const table = new Table({
    head: [...titles],
    chars: frameless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: [...widths]
  })
  const wrapped = (cell: string, column: number): string => {
    const columnWidth = widths[column] ?? width
    return wrap(
      cell.replace(/\S+/g, (word) => broken(word, columnWidth)),
      columnWidth,
      { hard: true }
    )
  }
  table.push(...rows.map((row) => row.map(wrapped)))
  return table.toString().replace(/[ \t]+$/gm, '')
}

/** `Name  value` lines, wrapped under the value. */
export const fields = (rows: ReadonlyArray<readonly [name: string, value: string]>): string => {
  const indent = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows
    .map(([name, value]) => {
      const [first = '', ...rest] = wrap(value, width - indent, { hard: true }).split('\n')
      return [name.padEnd(indent) + first, ...rest.map((line) => ' '.repeat(indent) + line)].join('\n')
    })
    .join('\n')
}

/** `2026-01-05 09:12`, UTC. */
export const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ')
