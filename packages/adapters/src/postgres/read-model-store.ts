import type {
  CheckpointConflict,
  PageKeys,
  PageRows,
  ReadModelStore,
  RowVersion,
  Save,
  Table
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { filter, map, merge, Subject } from 'rxjs'
import { attempt, attemptWork } from './attempt.js'
import { checkpoints, moveCheckpoint } from './checkpoints.js'
import { leases } from './leases.js'
import { membership } from './members.js'
import { migrate } from './migrations.js'
import { readFound, readProgressByStream, readVersion } from './read-rows.js'
import { saveSteps } from './save-statements.js'
import { scanStatement } from './scan-statement.js'
import { selectStatement } from './select-statement.js'
import type { SqlDatabase, SqlTransaction } from './sql.js'
import { isOpen, tableNames } from './table-names.js'

export interface SqlReadModelsSettings {
  /** The schema of all tables and views. */
  readonly schema: string
  /** A role that may read the views; it is created where that is allowed. None if not given. */
  readonly readerRole?: string
}

/** A ReadModelStore in one schema of a PostgreSQL. Creates or upgrades its own tables first; rejects where it may not. */
export const createSqlReadModels = async (
  database: SqlDatabase,
  { schema, readerRole }: SqlReadModelsSettings
): Promise<ReadModelStore> => {
  const names = tableNames(schema)
  await migrate(database, names, readerRole)
  const saved$ = new Subject<void>()
  /** Told at commit, in the statement that moves the checkpoint. Our own we know without. */
  const origin = crypto.randomUUID()
  const savedElsewhere$ = database.notified$.pipe(
    filter((told) => told === '' || (told.slice(origin.length + 1) === schema && !told.startsWith(origin))),
    map(() => undefined)
  )

  const save = async (sql: SqlTransaction, work: Save): Promise<E.Either<CheckpointConflict, void>> => {
    if (!(await moveCheckpoint(sql, names, work, `${origin} ${schema}`)))
      return E.left({ type: 'CheckpointConflict', group: work.group })
    for (const step of saveSteps(names, work)) await step(sql)
    return E.right(undefined)
  }

  const loadRows = async ({ projection, table, keys }: PageKeys['rows'][number]) => {
    const declared = projection.tables[table] as Table
    if (keys.length === 0) return new Map<string, RowVersion>()
    const found = await database.query(
      `SELECT * FROM ${names.rows(declared, projection.version)}
       WHERE row_key = ANY($1::text[]) ${declared.kind === 'history' ? `AND ${isOpen}` : ''}`,
      [keys]
    )
    return new Map(found.map((row) => [String(row['row_key']), readVersion(declared, row)]))
  }

  const loadPage = async (group: string, { streams, rows }: PageKeys): Promise<PageRows> => {
    const progress = database.query(
      `SELECT * FROM ${names.progress} WHERE group_name = $1 AND stream_name = ANY($2::text[])`,
      [group, streams]
    )
    const [found, ...loaded] = await Promise.all([progress, ...rows.map(loadRows)])
    return { progress: readProgressByStream(found), rows: loaded }
  }

  return {
    ...membership(database, names, readerRole),
    ...leases(database, names),
    ...checkpoints(database, names),
    loadPage: (group, keys) => attemptWork(group, () => loadPage(group, keys)),
    save: (work) =>
      pipe(
        attemptWork(work.group, () => database.transaction((sql) => save(sql, work))),
        TE.flatMapEither(identity),
        TE.tapIO(() => () => saved$.next())
      ),
    progressOf: (group, streamName) =>
      attempt(async () => {
        const found = await database.query(
          `SELECT * FROM ${names.progress} WHERE group_name = $1 AND stream_name = $2`,
          [group, streamName]
        )
        return readProgressByStream(found).get(streamName)
      }),
    streams: (group, after, limit) =>
      attempt(async () =>
        readProgressByStream(
          await database.query(
            `SELECT * FROM ${names.progress} WHERE group_name = $1 AND stream_name > $2 ORDER BY stream_name LIMIT $3`,
            [group, after ?? '', limit]
          )
        )
      ),
    findings: (group) =>
      attempt(async () =>
        readProgressByStream(
          await database.query(
            `SELECT * FROM ${names.progress}
             WHERE group_name = $1 AND (parked IS NOT NULL OR tampered IS NOT NULL) ORDER BY stream_name`,
            [group]
          )
        )
      ),
    select: (table, selection) =>
      attempt(async () => {
        const { text, values } = selectStatement(names, table, selection as never)
        const found = await database.query(text, values)
        return found.map((row) => readFound(table as Table, row)) as never
      }),
    scan: ({ version, tables }, name, after, limit) =>
      attempt(async () => {
        const table = tables[name] as Table
        const { text, values } = scanStatement(names, table, version, after, limit)
        return (await database.query(text, values)).map((row) => readVersion(table, row))
      }),
    saved$: merge(saved$, savedElsewhere$)
  }
}
