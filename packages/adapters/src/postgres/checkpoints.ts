import { comparePositions } from '@accountable/domain/kernel'
import type { Checkpoint, CheckpointConflict, ReadModelStore, Save } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { attempt } from './attempt.js'
import { takeSchemaLock } from './migrations.js'
import { readCheckpoint } from './read-rows.js'
import { channel, type Sql, type SqlDatabase, type SqlRow, type SqlValue } from './sql.js'
import type { TableNames } from './table-names.js'

type Checkpoints = Pick<ReadModelStore, 'checkpoint' | 'checkpointOf' | 'partitions' | 'repartition'>

const columnsOf = ({ sequence, position, landmark }: Checkpoint): ReadonlyArray<SqlValue> => [
  sequence,
  position.commit.toString(),
  position.prepare.toString(),
  landmark?.position.commit.toString() ?? null,
  landmark?.position.prepare.toString() ?? null,
  landmark?.eventId ?? null
]

const columns = `group_name, partition, partitions, sequence, commit_position, prepare_position,
  landmark_commit, landmark_prepare, landmark_event_id, saved_at`

/**
 * Others are told at commit, and the commit need not wait for the disk: a server that fails may lose the last saves, rows and
 * checkpoint alike, and the engine makes them again. Whatever else is committed after them waits for them too.
 *
 * Every statement of a save names its rows by their primary keys: in a table that it takes for small, the planner would read all
 * of it each time.
 */
const whenMoved = ['synchronous_commit', 'enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']
  .map((setting) => `set_config('${setting}', 'off', true)`)
  .concat('pg_notify($10, $11)')
  .join()

/**
 * Moves a checkpoint inside the transaction of its rows, and tells `notice` to whoever listens once that is committed. False
 * where the stored one is another than `after`; nothing has changed then.
 */
export const moveCheckpoint = async (
  sql: Sql,
  names: TableNames,
  { group, partition = { index: 0, of: 1 }, after, checkpoint }: Save,
  notice: string
): Promise<boolean> => {
  const values = [group, partition.index, partition.of, ...columnsOf(checkpoint), channel, notice]
  if (after !== undefined) {
    const moved = await sql.query(
      `UPDATE ${names.group} SET sequence = $4, commit_position = $5, prepare_position = $6,
         landmark_commit = $7, landmark_prepare = $8, landmark_event_id = $9, saved_at = clock_timestamp()
       WHERE group_name = $1 AND partition = $2 AND partitions = $3
         AND sequence = $12 AND commit_position = $13 AND prepare_position = $14
       RETURNING ${whenMoved}`,
      [...values, after.sequence, after.position.commit.toString(), after.position.prepare.toString()]
    )
    return moved.length > 0
  }
  // The first ones of two partitions do not meet in a row: without the lock, a group could begin in two different splits.
  await takeSchemaLock(sql)
  const added = await sql.query(
    `INSERT INTO ${names.group} (${columns})
     SELECT $1::text, $2::integer, $3::integer, $4::bigint, $5::bigint, $6::bigint, $7::bigint, $8::bigint, $9::text,
       clock_timestamp()
     WHERE NOT EXISTS (SELECT 1 FROM ${names.group} WHERE group_name = $1::text AND partitions <> $3::integer)
     ON CONFLICT DO NOTHING RETURNING ${whenMoved}`,
    values
  )
  return added.length > 0
}

interface Stored {
  readonly partition: number
  readonly of: number
  readonly checkpoint: Checkpoint
}

const read = (found: SqlRow): Stored => ({
  partition: Number(found['partition']),
  of: Number(found['partitions']),
  checkpoint: readCheckpoint(found)
})

/** Of a whole group: nothing while a partition has none. */
const slowest = (stored: ReadonlyArray<Stored>): Checkpoint | undefined =>
  stored.length === stored[0]?.of
    ? stored
        .map(({ checkpoint }) => checkpoint)
        .reduce((a, b) => (comparePositions(a.position, b.position) <= 0 ? a : b))
    : undefined

/** One checkpoint for partitions that all stand at one position: the latest landmark proves as much as any. */
const joined = (stored: ReadonlyArray<Stored>): Checkpoint | undefined => {
  const first = slowest(stored)
  if (first === undefined) return undefined
  if (stored.some(({ checkpoint }) => comparePositions(checkpoint.position, first.position) !== 0)) return undefined
  const landmarks = stored.flatMap(({ checkpoint }) => checkpoint.landmark ?? [])
  return {
    position: first.position,
    sequence: Math.max(...stored.map(({ checkpoint }) => checkpoint.sequence)) + 1,
    landmark: landmarks.toSorted((a, b) => comparePositions(b.position, a.position))[0]
  }
}

/** How far groups and their partitions are. */
export const checkpoints = (database: SqlDatabase, names: TableNames): Checkpoints => {
  const storedOf = async (sql: Sql, group: string, lock = ''): Promise<ReadonlyArray<Stored>> => {
    const text = `SELECT * FROM ${names.group} WHERE group_name = $1 ORDER BY partition ${lock}`
    return (await sql.query(text, [group])).map(read)
  }

  const repartition = async (
    sql: Sql,
    group: string,
    partitions: number
  ): Promise<E.Either<CheckpointConflict, void>> => {
    await takeSchemaLock(sql)
    const stored = await storedOf(sql, group, 'FOR UPDATE')
    if (stored.length === 0) return E.right(undefined)
    const checkpoint = joined(stored)
    if (checkpoint === undefined) return E.left({ type: 'CheckpointConflict', group })
    await sql.query(`DELETE FROM ${names.group} WHERE group_name = $1`, [group])
    await sql.query(
      `INSERT INTO ${names.group} (${columns})
       SELECT $1::text, partition, $2::integer, $3::bigint, $4::bigint, $5::bigint, $6::bigint, $7::bigint, $8::text,
         clock_timestamp()
       FROM generate_series(0, $2::integer - 1) AS partition`,
      [group, partitions, ...columnsOf(checkpoint)]
    )
    return E.right(undefined)
  }

  return {
    checkpoint: (group) => attempt(async () => slowest(await storedOf(database, group))),
    checkpointOf: (group, { index, of }) =>
      pipe(
        attempt(() => storedOf(database, group)),
        TE.flatMapEither((stored) => {
          const other = stored.find((one) => one.of !== of)
          return other === undefined
            ? E.right(stored.find(({ partition }) => partition === index)?.checkpoint)
            : E.left({ type: 'PartitionedOtherwise' as const, group, partitions: other.of })
        })
      ),
    partitions: (group) => attempt(async () => (await storedOf(database, group))[0]?.of),
    repartition: (group, partitions) =>
      pipe(
        attempt(() => database.transaction((sql) => repartition(sql, group, partitions))),
        TE.flatMapEither(identity)
      )
  }
}
