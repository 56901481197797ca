import { type Expectation, type ImportedLine, isAsExpected, observed } from '@accountable/adapters/import'
import type { Outcome } from '@accountable/domain/application'
import { latestPosition, type Position, parsePosition } from '@accountable/domain/kernel'

/** A line whose outcome is another one than it says. */
export interface UnexpectedLine {
  readonly line: number
  readonly expected: Expectation
  readonly actual: Expectation
}

/** How many commands had which outcome. A replayed one is counted under its outcome too. */
export interface Counts {
  readonly accepted: number
  readonly unchanged: number
  readonly replayed: number
  readonly refused: Readonly<Record<string, number>>
  readonly failed: Readonly<Record<string, number>>
}

/** Counts outcomes as they come, and remembers the lines that came otherwise and the furthest position. */
export class Tally {
  #accepted = 0
  #unchanged = 0
  #replayed = 0
  readonly #refused: Record<string, number> = {}
  readonly #failed: Record<string, number> = {}
  #expected = 0
  readonly #unexpected: UnexpectedLine[] = []
  #events = 0
  #position: Position | undefined

  add(outcome: Outcome, { line = 0, expect }: Pick<ImportedLine, 'line' | 'expect'>): void {
    if (outcome.replayed) this.#replayed += 1
    if (outcome.outcome === 'accepted') {
      this.#accepted += 1
      if (!outcome.replayed) this.#events += 1
    } else if (outcome.outcome === 'unchanged') this.#unchanged += 1
    else if (outcome.outcome === 'refused') {
      this.#refused[outcome.rejection.type] = (this.#refused[outcome.rejection.type] ?? 0) + 1
    } else this.#failed[outcome.cause] = (this.#failed[outcome.cause] ?? 0) + 1
    if ('position' in outcome) this.reach(outcome.position)
    if (expect === undefined) return
    this.#expected += 1
    if (isAsExpected(expect, outcome)) return
    this.#unexpected.push({ line, expected: expect, actual: observed(outcome) })
  }

  /** Takes notice of a position that somebody answered. */
  reach(position: string | undefined): void {
    this.#position = latestPosition(this.#position, position === undefined ? undefined : parsePosition(position))
  }

  get counts(): Counts {
    return {
      accepted: this.#accepted,
      unchanged: this.#unchanged,
      replayed: this.#replayed,
      refused: this.#refused,
      failed: this.#failed
    }
  }

  /** Of the lines that carry an expectation. */
  get lines(): { readonly asExpected: number; readonly of: number; readonly others: ReadonlyArray<UnexpectedLine> } {
    return { asExpected: this.#expected - this.#unexpected.length, of: this.#expected, others: this.#unexpected }
  }

  /** Events that were not in the store before. */
  get newEvents(): number {
    return this.#events
  }

  /** The furthest position that any answer named. */
  get position(): Position | undefined {
    return this.#position
  }
}
