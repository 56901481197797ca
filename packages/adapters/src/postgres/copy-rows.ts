import { formatRevision } from '@accountable/domain/kernel'
import type { RowVersion, Save, Stamp, Table } from '@accountable/projections'
import { CopyWriter } from './copy-writer.js'
import { isPersonal, withinRange } from './encode-rows.js'
import { jsonText } from './json-text.js'
import { rowWriter } from './row-writer.js'

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

/** Rows that are written at a time: the server works on some while the next ones are written. */
const atATime = 256

/** Versions of a table's rows: key or ordinal, the row's columns, the erased ones, the event that began it and, in a history, that ended it. */
export function* versionsToCopy(table: Table, versions: ReadonlyArray<RowVersion>): Generator<Buffer, void> {
  const copy = new CopyWriter()
  const hasErased = isPersonal(table)
  const withEnd = table.kind === 'history'
  const fields = 1 + table.columns.length + (hasErased ? 1 : 0) + 4 + (withEnd ? 4 : 0)
  const writer = rowWriter(table, hasErased, copy)
  let rows = 0
  for (const { key, row, from, to, ordinal } of versions) {
    copy.row(fields)
    if (table.kind === 'log') copy.integer(ordinal)
    else copy.text(key)
    writer.write(row)
    writeStamp(copy, from)
    if (withEnd) writeStamp(copy, to)
    rows += 1
    if (rows % atATime !== 0) continue
    yield copy.take()
    writer.forget()
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

export function* progressToCopy(group: string, progress: Save['progress']): Generator<Buffer, void> {
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
        revision: formatRevision(parked.revision),
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
