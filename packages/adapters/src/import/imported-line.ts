import type { Outcome } from '@accountable/domain/application'
import { isJsonObject } from '@accountable/domain/kernel'
import type { Expectation } from './expectation.js'
import type { FileProblem } from './file-problem.js'

/** What became of a record of a customers file, or of a line of a changes file. */
export interface ImportedLine {
  readonly file: string
  /** Of a changes file, counted from 1. */
  readonly line?: number
  /** Of a customers file: where the record is, `items.3`; else empty. */
  readonly path: string
  /** As the file names it, where it names one. */
  readonly customerId?: string
  /** Absent where the line is no command, or the record no customer. */
  readonly outcome?: Outcome
  /** What the line says that its outcome must be. */
  readonly expect?: Expectation
  readonly problems: ReadonlyArray<FileProblem>
}

/** What follows would be decided on a history that lacks this command, and be remembered so. A broken stream is its customer's own. */
export const mustStop = (outcome: Outcome | undefined): boolean =>
  outcome?.outcome === 'failed' && outcome.cause !== 'StreamUnreadable' && outcome.cause !== 'NewerEvent'

/** The id that a record or a command carries, as it stands there. */
export const customerIdOf = (input: unknown, key: 'id' | 'customerId'): { readonly customerId?: string } => {
  const id = isJsonObject(input) ? input[key] : undefined
  return typeof id === 'string' ? { customerId: id } : {}
}
