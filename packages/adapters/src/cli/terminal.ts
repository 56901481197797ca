import { styleText } from 'node:util'
import { type Erased, isErased } from '@accountable/domain/kernel'

/** Where the command line prints, and what it may know of the world. */
export interface Terminal {
  /** The answer. */
  readonly out: (text: string) => void
  /** Everything that is not the answer: one line a call. */
  readonly note: (line: string) => void
  /** How far long work is; shown only where somebody watches, and gone when it is done. */
  readonly progress: (text: string) => void
  /** Whether the answer goes to somebody who sees colours. */
  readonly colours: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

type Style = 'bold' | 'dim' | 'red' | 'green'

/** Text in a style, where styles are seen. */
export const styled = ({ colours }: Terminal, style: Style, text: string): string =>
  colours ? styleText(style, text) : text

/** What a terminal would obey is shown, not sent. */
const harmless = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')

/** A value for a person; a dash for nothing. */
export const shown = (value: string | boolean | Erased | null | undefined): string => {
  if (value === null || value === undefined) return '—'
  if (isErased(value)) return '(erased)'
  return harmless(typeof value === 'string' ? value : JSON.stringify(value))
}

/** Rows in columns as wide as their widest cell, the last one as it comes. */
export const aligned = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')
  )
}

/** `2026-01-05 09:12:44Z` */
export const second = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')}Z`

/** One JSON value and a line feed. */
export const printJson = ({ out }: Terminal, value: unknown): void => out(`${JSON.stringify(value, null, 2)}\n`)

/** Lines for a person. */
export const printLines = ({ out }: Terminal, lines: ReadonlyArray<string>): void => out(`${lines.join('\n')}\n`)
