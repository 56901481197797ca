import * as t from 'io-ts'

// The public formats of `node`, as json-formats.ts says.

/** `node`: printed when it accepts connections. */
export const NodeJson = t.type({
  /** Of its events. */
  directory: t.string,
  connectionString: t.string,
  /** Anything worth knowing about how it started. */
  notice: t.union([t.string, t.null])
})
export type NodeJson = t.TypeOf<typeof NodeJson>

/** `node repair`: what the log holds now, and the files that hold what stood behind the damage. */
export const MendedJson = t.type({ end: t.number, events: t.number, setAside: t.readonlyArray(t.string) })
export type MendedJson = t.TypeOf<typeof MendedJson>
