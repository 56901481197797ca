import type { Observable } from 'rxjs'

/** A row of an answer, by column name. */
export type SqlRow = Readonly<Record<string, unknown>>

/** What a statement's parameter may be. Values never become part of a statement's text. */
export type SqlValue = string | number | boolean | null | ReadonlyArray<string>

/** A statement and its parameters. */
export interface Statement {
  readonly text: string
  readonly values: ReadonlyArray<SqlValue>
}

/** The seam to a PostgreSQL: a server through `pg`, or PGlite in this process. Everything rejects with the driver's error. */
export interface Sql {
  readonly query: (text: string, values?: ReadonlyArray<SqlValue>) => Promise<ReadonlyArray<SqlRow>>
}

export interface SqlTransaction extends Sql {
  /** Statements without parameters, one after another. They go to the server together: there may be hundreds. */
  readonly execute: (statements: ReadonlyArray<string>) => Promise<void>
  /** Adds rows, in COPY's binary format: what a `CopyWriter` gave, in its order. Names are quoted where they need it. */
  readonly copy: (into: string, columns: ReadonlyArray<string>, rows: Iterable<Buffer>) => Promise<void>
}

export interface SqlDatabase extends Sql {
  /**
   * What any session, of this process or another one, told with NOTIFY on `channel`; and an empty text whenever something may
   * have been missed, which is after each time that listening began. Never errs; completes when the database is closed.
   */
  readonly notified$: Observable<string>
  /**
   * Commits when `work` resolves, rolls back when it rejects. A server has a deadline for each statement, in a transaction or
   * not; `without deadline` is for what may take minutes.
   */
  readonly transaction: <A>(work: (sql: SqlTransaction) => Promise<A>, limit?: 'without deadline') => Promise<A>
  readonly close: () => Promise<void>
}

/** Where stores tell each other that they saved something. */
export const channel = 'accountable_saved'

/** A name as PostgreSQL reads it, whatever is in it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A string constant, for the few statements that take no parameters (COMMENT). */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
