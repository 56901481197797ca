import { Erased, revision } from '@accountable/domain/kernel'
import type {
  Checkpoint,
  FoundRow,
  ParkingReason,
  RowVersion,
  StreamProgress,
  Table,
  Tampering
} from '@accountable/projections'
import { decodeColumns, decodeStamp, fromTimestamp, positionOf } from './encode-rows.js'
import type { SqlRow } from './sql.js'
import { fromColumns, toColumns } from './table-names.js'

/** A row of a table, as the engine knows it. */
export const readVersion = (table: Table, found: SqlRow): RowVersion => ({
  key: table.kind === 'log' ? '' : String(found['row_key']),
  row: decodeColumns(table, found, Erased),
  from: decodeStamp(found, fromColumns(table)),
  to: (found[toColumns[0]] ?? null) === null ? undefined : decodeStamp(found, toColumns),
  ordinal: Number(found['ordinal'] ?? 0)
})

/** A row of a view, as the queries know it. */
export const readFound = (table: Table, found: SqlRow): FoundRow => {
  const version = readVersion(table, found)
  return found['parked_since'] === null ? version : { ...version, parkedSince: fromTimestamp(found['parked_since']) }
}

type Text = Readonly<Record<string, string>>

const readProgress = (found: SqlRow): StreamProgress => {
  const last = found['revision']
  const parked = found['parked'] as (Text & { readonly reason: ParkingReason }) | null
  const tampered = found['tampered'] as Text | null
  return {
    last:
      last === null
        ? undefined
        : {
            revision: revision(BigInt(last as string)),
            effectiveAt: fromTimestamp(found['effective_at']),
            recordedAt: fromTimestamp(found['recorded_at'])
          },
    parked:
      parked === null
        ? undefined
        : {
            position: positionOf(parked['commit'], parked['prepare']),
            revision: revision(BigInt(parked['revision'] ?? 0)),
            eventId: parked['eventId'] ?? '',
            reason: parked.reason,
            since: fromTimestamp(found['parked_since'])
          },
    tampered:
      tampered === null
        ? undefined
        : {
            position: positionOf(tampered['commit'], tampered['prepare']),
            code: tampered['code'] as Tampering['code']
          }
  }
}

export const readProgressByStream = (found: ReadonlyArray<SqlRow>): ReadonlyMap<string, StreamProgress> =>
  new Map(found.map((row) => [String(row['stream_name']), readProgress(row)]))

export const readCheckpoint = (found: SqlRow): Checkpoint => ({
  sequence: Number(found['sequence']),
  position: positionOf(found['commit_position'], found['prepare_position']),
  landmark:
    found['landmark_event_id'] === null
      ? undefined
      : {
          position: positionOf(found['landmark_commit'], found['landmark_prepare']),
          eventId: found['landmark_event_id'] as string
        }
})
