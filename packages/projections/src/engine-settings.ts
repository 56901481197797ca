/** How an engine works. Every duration is in milliseconds. None of it changes what the rows become. */
export interface EngineSettings {
  /** Records that one pull of the feed looks at. */
  readonly pageSize: number
  /** Pages that were read while the store was busy are saved together, in one transaction, as long as they are not more. */
  readonly pagesPerSave: number
  /** Pages that may wait in memory while an earlier one is saved. */
  readonly readAhead: number
  /** Keys whose rows, and streams whose progress, a session remembers instead of loading them again; at least those of one save. */
  readonly rememberedRows: number
  /** A pull at the end of the log comes at least this often, whatever `appended$` said or missed. */
  readonly pollEvery: number
  /** Records that concern nobody move the checkpoint at most this often. */
  readonly bareCheckpointEvery: number
  /** The first delay after a failure; it doubles up to `longestDelay`. */
  readonly firstDelay: number
  readonly longestDelay: number
  /** How long a group stays with a process that has died. It is renewed at a third of this. */
  readonly leaseTtl: number
  /** An engine that is behind and has saved nothing for so long is stalled. */
  readonly stalledAfter: number
  /** A rest after each page that was saved: what caps the load of a rebuild. */
  readonly restBetweenPages: number
  /** How often progress is told when nothing happens. */
  readonly progressEvery: number
}

export const defaultEngineSettings: EngineSettings = {
  pageSize: 1000,
  pagesPerSave: 16,
  readAhead: 1,
  rememberedRows: 10_000,
  pollEvery: 1000,
  bareCheckpointEvery: 1000,
  firstDelay: 50,
  longestDelay: 5000,
  leaseTtl: 5000,
  stalledAfter: 10_000,
  restBetweenPages: 0,
  progressEvery: 1000
}
