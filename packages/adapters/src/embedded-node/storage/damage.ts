/** The log holds something that no crash leaves behind: starting would silently lose acknowledged events. */
export class LogDamaged extends Error {
  override readonly name = 'LogDamaged'
  /** Everything before this position is whole. */
  readonly position: number
  /** What is wrong, in words. */
  readonly fault: string

  constructor(position: number, fault: string) {
    super(
      `the log is damaged at position ${position}: ${fault}. Restore the directory from a copy, or run "accountable node repair --db DIR", which sets everything from there on aside`
    )
    this.position = position
    this.fault = fault
  }
}
