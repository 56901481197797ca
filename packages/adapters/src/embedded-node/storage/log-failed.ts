/** A write or a sync has failed. Nobody knows what is on the disk, so nothing is acknowledged until the log is opened again. */
export class LogFailed extends Error {
  override readonly name = 'LogFailed'

  constructor(cause: unknown) {
    super(`the log has failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
