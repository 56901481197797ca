import type { CheckpointConflict, Member, ReadModelStore, StoredProjection } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { attempt } from './attempt.js'
import { takeIndexLock, takeSchemaLock } from './migrations.js'
import type { Sql, SqlDatabase, SqlRow, SqlTransaction } from './sql.js'
import { createIndexes, createTables, dropTables } from './table-definitions.js'
import type { TableNames } from './table-names.js'
import { dropViews, showViews } from './view-definitions.js'

type Membership = Pick<ReadModelStore, 'members' | 'addMember' | 'moveMembers' | 'finish' | 'setLive' | 'removeMember'>

const readMember = (found: SqlRow): Member => ({
  name: String(found['name']),
  version: Number(found['version']),
  group: String(found['group_name']),
  live: found['live'] === true,
  wasShown: found['shown_at'] !== null
})

/** More would keep the server from whoever else asks it something. */
const indexesAtATime = 2

/** Which projections the store has, in which group, and which versions the views show. */
export const membership = (database: SqlDatabase, names: TableNames, reader: string | undefined): Membership => {
  const dropIfEmpty = async (sql: Sql, group: string): Promise<void> => {
    const left = await sql.query(`SELECT 1 FROM ${names.projection} WHERE group_name = $1 LIMIT 1`, [group])
    if (left.length > 0) return
    await sql.query(`DELETE FROM ${names.group} WHERE group_name = $1`, [group])
    await sql.query(`DELETE FROM ${names.progress} WHERE group_name = $1`, [group])
  }

  const showVersion = async (sql: SqlTransaction, projection: StoredProjection): Promise<void> => {
    await sql.query(
      `UPDATE ${names.projection}
       SET live = (version = $2), shown_at = CASE WHEN version = $2 THEN coalesce(shown_at, now()) ELSE shown_at END
       WHERE name = $1`,
      [projection.name, projection.version]
    )
    await showViews(sql, names, projection, reader)
  }

  /** A copy of where a group is, for projections that leave it. */
  const copyGroup = async (sql: Sql, from: string, into: string): Promise<void> => {
    const columns =
      'partition, partitions, sequence, commit_position, prepare_position, landmark_commit, landmark_prepare, landmark_event_id'
    await sql.query(
      `INSERT INTO ${names.group} (group_name, ${columns}, saved_at)
       SELECT $2, ${columns}, saved_at FROM ${names.group} WHERE group_name = $1`,
      [from, into]
    )
    const progress = 'stream_name, revision, effective_at, recorded_at, parked_since, parked, tampered'
    await sql.query(
      `INSERT INTO ${names.progress} (group_name, ${progress})
       SELECT $2, ${progress} FROM ${names.progress} WHERE group_name = $1`,
      [from, into]
    )
  }

  const move = async (
    sql: Sql,
    moving: ReadonlyArray<StoredProjection>,
    from: string,
    into: string
  ): Promise<E.Either<CheckpointConflict, void>> => {
    await takeSchemaLock(sql)
    const places = await sql.query(
      `SELECT group_name, concat_ws(':', partition, partitions, commit_position, prepare_position) AS place
       FROM ${names.group} WHERE group_name IN ($1, $2) ORDER BY partition FOR UPDATE`,
      [from, into]
    )
    /** Where each partition is. */
    const placeOf = (group: string): string =>
      places.flatMap((row) => (row['group_name'] === group ? [String(row['place'])] : [])).join()
    const taken = await sql.query(`SELECT 1 FROM ${names.projection} WHERE group_name = $1 LIMIT 1`, [into])
    if (taken.length > 0 && placeOf(from) !== placeOf(into)) return E.left({ type: 'CheckpointConflict', group: into })
    if (taken.length === 0) await copyGroup(sql, from, into)
    for (const { name, version } of moving)
      await sql.query(
        `UPDATE ${names.projection} SET group_name = $4 WHERE name = $1 AND version = $2 AND group_name = $3`,
        [name, version, from, into]
      )
    await dropIfEmpty(sql, from)
    return E.right(undefined)
  }

  const remove = async (sql: SqlTransaction, projection: StoredProjection): Promise<void> => {
    await takeSchemaLock(sql)
    const [member] = await sql.query(
      `DELETE FROM ${names.projection} WHERE name = $1 AND version = $2 AND NOT live RETURNING group_name`,
      [projection.name, projection.version]
    )
    if (member === undefined) return
    await dropViews(sql, names, projection)
    await sql.execute(dropTables(names, projection))
    await dropIfEmpty(sql, String(member['group_name']))
  }

  const add = async (
    sql: SqlTransaction,
    group: string,
    projection: StoredProjection,
    live: boolean
  ): Promise<void> => {
    await takeSchemaLock(sql)
    const added = await sql.query(
      `INSERT INTO ${names.projection} (name, version, group_name, live) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING name`,
      [projection.name, projection.version, group, live]
    )
    if (added.length === 0) return
    await sql.execute(createTables(names, projection))
    if (live) await showVersion(sql, projection)
  }

  /** Each by itself: it may take minutes, and a save of another partition must not wait for all of them. */
  const index = async (projections: ReadonlyArray<StoredProjection>): Promise<void> => {
    const left = projections.flatMap((projection) => createIndexes(names, projection))
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const { name, statement } = next
        await database.transaction(async (sql) => {
          await takeIndexLock(sql, name)
          await sql.query('SET LOCAL synchronous_commit = off') // A server that fails may lose it, and is asked for it again.
          await sql.query(statement)
        }, 'without deadline')
      }
    }
    await Promise.all(Array.from({ length: indexesAtATime }, work))
  }

  return {
    members: () =>
      attempt(async () =>
        (await database.query(`SELECT * FROM ${names.projection} ORDER BY name, version`)).map(readMember)
      ),
    addMember: (group, projection, live) =>
      attempt(() => database.transaction((sql) => add(sql, group, projection, live))),
    moveMembers: (moving, from, into) =>
      pipe(
        attempt(() => database.transaction((sql) => move(sql, moving, from, into))),
        TE.flatMapEither(identity)
      ),
    finish: (projections) => attempt(() => index(projections)),
    setLive: (projection) =>
      attempt(async () => {
        await index([projection])
        await database.transaction(async (sql) => {
          await takeSchemaLock(sql)
          await showVersion(sql, projection)
        })
      }),
    removeMember: (projection) => attempt(() => database.transaction((sql) => remove(sql, projection)))
  }
}
