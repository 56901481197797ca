import type { Outcome } from '@accountable/domain/application'
import * as t from 'io-ts'
import { Expectation, type ImportedLine, isAsExpected } from '../import/index.js'

// The public format of `import`, as json-formats.ts says.

const textOrNull = t.union([t.string, t.null])

/** One record of the customers file, or one line of the changes file. */
const ImportedLineJson = t.type({
  file: t.string,
  /** Of the changes file, counted from 1; null for a record of the customers file. */
  line: t.union([t.number, t.null]),
  /** Of the customers file: where the record is, `items.3`; else null. */
  record: textOrNull,
  customerId: textOrNull,
  commandId: textOrNull,
  /** `unusable` is what is not even a command to decode. */
  outcome: t.keyof({ accepted: null, unchanged: null, refused: null, failed: null, unusable: null }),
  /** Whether this outcome had been answered before, and nothing was added. */
  replayed: t.boolean,
  /** Decimal. */
  revision: textOrNull,
  /** `commit:prepare`, a consistency token for the queries. */
  position: textOrNull,
  rejection: textOrNull,
  cause: textOrNull,
  expected: t.union([Expectation, t.null]),
  /** Null where the line expects nothing. */
  asExpected: t.union([t.boolean, t.null]),
  problems: t.readonlyArray(t.type({ path: t.string, code: t.string, message: t.string }))
})
export type ImportedLineJson = t.TypeOf<typeof ImportedLineJson>

const ImportCounts = t.type({
  accepted: t.number,
  unchanged: t.number,
  refused: t.number,
  failed: t.number,
  unusable: t.number,
  /** Of all of these: answered before. */
  replayed: t.number,
  /** Not in the store as they should be: of another outcome than the line expects, or, where it expects nothing, without success. */
  faulty: t.number
})
export type ImportCounts = t.TypeOf<typeof ImportCounts>

/** `import`: what became of each record and line, in the order of the files, and how often what. */
export const ImportJson = t.type({
  lines: t.readonlyArray(ImportedLineJson),
  counts: ImportCounts,
  /** Whether a store failed, so that nothing after the last line was executed. */
  stopped: t.boolean,
  /** What was added to the stores. */
  added: t.type({ events: t.number, attempts: t.number }),
  /** Refused commands that are in no attempt stream. */
  attemptsNotRecorded: t.number
})
export type ImportJson = t.TypeOf<typeof ImportJson>

export const isFaulty = ({ outcome, asExpected }: ImportedLineJson): boolean =>
  asExpected === null ? outcome !== 'accepted' && outcome !== 'unchanged' : !asExpected

const nothing = { commandId: null, outcome: 'unusable', replayed: false, revision: null, position: null } as const

const outcomeJson = (outcome: Outcome | undefined) => {
  const none = { ...nothing, rejection: null, cause: null }
  if (outcome === undefined) return none
  const told = { ...none, outcome: outcome.outcome, commandId: outcome.commandId ?? null, replayed: outcome.replayed }
  if (outcome.outcome === 'failed') return { ...told, cause: outcome.cause }
  const at = { ...told, position: outcome.position ?? null }
  return outcome.outcome === 'refused'
    ? { ...at, rejection: outcome.rejection.type }
    : { ...at, revision: outcome.revision }
}

export const importedLineJson = (imported: ImportedLine): ImportedLineJson => {
  const { file, line, path, customerId, outcome, expect, problems } = imported
  return {
    file,
    line: line ?? null,
    record: path === '' ? null : path,
    customerId: customerId ?? null,
    ...outcomeJson(outcome),
    expected: expect ?? null,
    asExpected: expect === undefined || outcome === undefined ? null : isAsExpected(expect, outcome),
    problems: problems.map(({ path: at, code, message }) => ({ path: at, code, message }))
  }
}
