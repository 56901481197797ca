import { isErased } from '@accountable/domain/kernel'
import type { Column, Row, Table } from '@accountable/projections'
import type { CopyWriter } from './copy-writer.js'
import { withinRange } from './encode-rows.js'
import { jsonText } from './json-text.js'

/** Digits that a number holds exactly, whatever they are. */
const exactDigits = 15

const wholeNumber = (text: string): number | bigint => (text.length > exactDigits ? BigInt(text) : Number(text))

const writers: Readonly<Record<Column['type'], (copy: CopyWriter, value: unknown) => void>> = {
  text: (copy, value) => copy.text(String(value)),
  boolean: (copy, value) => copy.boolean(value === true),
  integer: (copy, value) => copy.bigint(value as number),
  revision: (copy, value) => copy.bigint(wholeNumber(value as string)),
  timestamp: (copy, value) => copy.timestamp(withinRange(value as number)),
  json: (copy, value) => copy.jsonb(jsonText(value))
}

const noNames: ReadonlyArray<string> = []

/**
 * Writes a table's rows. Neighbours have much in common, such as who did it: what a row shares with the one before it is copied
 * from there, many columns at once.
 */
export const rowWriter = ({ columns }: Table, hasErased: boolean, copy: CopyWriter) => {
  /** The row before: its values, and where in `copy` each column begins; the end of the last one behind them. */
  const before: unknown[] = []
  const places = new Int32Array(columns.length + 1)

  /** Copies columns, from one on up to another. */
  const repeat = (from: number, to: number): void => {
    const moved = copy.written - (places[from] ?? 0)
    copy.again(places[from] ?? 0, places[to] ?? 0)
    for (let index = from; index < to; index++) places[index] = (places[index] ?? 0) + moved
  }

  return {
    write: (row: Row): void => {
      let erased = noNames
      let same = -1
      const isFirst = before.length === 0
      for (let index = 0; index < columns.length; index++) {
        const { property, name, type, personal } = columns[index] as Column
        const value = row[property]
        const isGone = personal && isErased(value)
        if (isGone) erased = [...erased, name]
        if (value === before[index] && !isFirst) {
          if (same < 0) same = index
          continue
        }
        if (same >= 0) repeat(same, index)
        same = -1
        before[index] = value
        places[index] = copy.written
        if (isGone || value === null || value === undefined) copy.nothing()
        else writers[type](copy, value)
      }
      if (same >= 0) repeat(same, columns.length)
      places[columns.length] = copy.written
      if (hasErased) copy.texts(erased)
    },
    /** What was written is gone. */
    forget: (): void => {
      before.length = 0
    }
  }
}
