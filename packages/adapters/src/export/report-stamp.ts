import * as t from 'io-ts'
import { positionText } from './manifest.js'
import { exportFormats } from './row-encoder.js'

/** What a report was made of: enough to make it again, byte for byte, and to tell whether that came out. */
export const ReportStamp = t.strict({
  stamp: t.literal(1),
  /** The name of an export. */
  model: t.string,
  modelVersion: t.number,
  format: t.keyof(exportFormats),
  parameters: t.strict({
    /** ISO 8601, UTC. */
    asOf: t.union([t.string, t.null]),
    clock: t.keyof({ effective: null, recorded: null }),
    customerId: t.union([t.string, t.null])
  }),
  /** What the event log was known up to. */
  position: positionText,
  /** Whose folds made the rows. */
  projections: t.readonlyArray(t.strict({ name: t.string, version: t.number })),
  rows: t.number,
  /** SHA-256 of the file, hex. */
  contentHash: t.string
})
export type ReportStamp = t.TypeOf<typeof ReportStamp>
