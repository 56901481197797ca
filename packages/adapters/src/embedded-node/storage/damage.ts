/** The log holds something that no crash leaves behind, so starting would lose acknowledged events silently. */
export class LogDamaged extends Error {
  override readonly name = 'LogDamaged'
  /** Everything before this position is whole. */
  readonly position: number

  constructor(directory: string, position: number, fault: string) {
    super(
      `the log in ${directory} is damaged at position ${position}: ${fault}. Restore a copy, or set everything from there on aside with the repair command`
    )
    this.position = position
  }
}
