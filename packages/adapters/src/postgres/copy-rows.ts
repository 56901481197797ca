import { isErased } from '@accountable/domain/kernel'
import type { Column, Row, RowVersion, Stamp, StreamProgress, Table } from '@accountable/projections'
import { CopyWriter } from './copy-writer.js'
import { isPersonal, withinRange } from './encode-rows.js'

/** JSON that PostgreSQL takes: `CopyWriter` cannot see a character that is an escape sequence by now. */
const jsonText = (value: unknown): string => {
  const text = JSON.stringify(value)
  if (!/\\u0000|\\ud[89a-f]/.test(text)) return text
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\u0000', '\uFFFD') : part
  )
}

const writers: Readonly<Record<Column['type'], (copy: CopyWriter, value: unknown) => void>> = {
  text: (copy, value) => copy.text(String(value)),
  boolean: (copy, value) => copy.boolean(value === true),
  integer: (copy, value) => copy.bigint(value as number),
  revision: (copy, value) => copy.bigint(BigInt(value as string)),
  timestamp: (copy, value) => copy.timestamp(withinRange(value as number)),
  json: (copy, value) => copy.jsonb(jsonText(value))
}

const writeStamp = (copy: CopyWriter, stamp: Stamp | undefined): void => {
  if (stamp === undefined) {
    for (let field = 0; field < 4; field++) copy.nothing()
    return
  }
  copy.bigint(stamp.position.commit)
  copy.bigint(stamp.position.prepare)
  copy.timestamp(withinRange(stamp.effectiveAt))
  copy.timestamp(withinRange(stamp.recordedAt))
}

const noNames: ReadonlyArray<string> = []

const writeRow = (copy: CopyWriter, { columns }: Table, hasErased: boolean, row: Row): void => {
  let erased = noNames
  for (const { property, name, type, personal } of columns) {
    const value = row[property]
    if (value === null || value === undefined) copy.nothing()
    else if (personal && isErased(value)) {
      copy.nothing()
      erased = [...erased, name]
    } else writers[type](copy, value)
  }
  if (hasErased) copy.texts(erased)
}

/** Rows that are written at a time: the server works on some while the next ones are written. */
const atATime = 256

/** Versions of a table's rows: key or ordinal, the row's columns, the erased ones, the event that began it and, `withEnd`, that ended it. */
export function* versionsToCopy(
  table: Table,
  withEnd: boolean,
  versions: ReadonlyArray<RowVersion>
): Generator<Buffer, void> {
  const copy = new CopyWriter()
  const hasErased = isPersonal(table)
  const fields = 1 + table.columns.length + (hasErased ? 1 : 0) + 4 + (withEnd ? 4 : 0)
  let rows = 0
  for (const { key, row, from, to, ordinal } of versions) {
    copy.row(fields)
    if (table.kind === 'log') copy.integer(ordinal)
    else copy.text(key)
    writeRow(copy, table, hasErased, row)
    writeStamp(copy, from)
    if (withEnd) writeStamp(copy, to)
    rows += 1
    if (rows % atATime === 0) yield copy.take()
  }
  yield copy.finish()
}

/** The order in which `progressToCopy` writes. */
export const progressColumns = [
  'group_name',
  'stream_name',
  'revision',
  'effective_at',
  'recorded_at',
  'parked_since',
  'parked',
  'tampered'
]

const writeTimestamp = (copy: CopyWriter, milliseconds: number | undefined): void =>
  milliseconds === undefined ? copy.nothing() : copy.timestamp(withinRange(milliseconds))

/** JSON has no bigint: revisions and positions are decimal strings in it. */
const writeJson = (copy: CopyWriter, value: object | undefined): void =>
  value === undefined ? copy.nothing() : copy.jsonb(jsonText(value))

export function* progressToCopy(group: string, progress: ReadonlyMap<string, StreamProgress>): Generator<Buffer, void> {
  const copy = new CopyWriter()
  for (const [streamName, { last, parked, tampered }] of progress) {
    copy.row(progressColumns.length)
    copy.text(group)
    copy.text(streamName)
    if (last === undefined) copy.nothing()
    else copy.bigint(last.revision)
    writeTimestamp(copy, last?.effectiveAt)
    writeTimestamp(copy, last?.recordedAt)
    writeTimestamp(copy, parked?.since)
    writeJson(
      copy,
      parked && {
        commit: parked.position.commit.toString(),
        prepare: parked.position.prepare.toString(),
        revision: parked.revision.toString(),
        eventId: parked.eventId,
        reason: parked.reason
      }
    )
    writeJson(
      copy,
      tampered && {
        commit: tampered.position.commit.toString(),
        prepare: tampered.position.prepare.toString(),
        code: tampered.code
      }
    )
  }
  yield copy.finish()
}
