import type { ReadModelStore } from '@accountable/projections'
import { attempt } from './attempt.js'
import type { SqlDatabase } from './sql.js'
import type { TableNames } from './table-names.js'

type Leases = Pick<ReadModelStore, 'acquireLease' | 'releaseLease' | 'isLeased'>

/** Which process has which group, by the database's own clock. */
export const leases = (database: SqlDatabase, names: TableNames): Leases => ({
  acquireLease: (group, owner, ttl) =>
    attempt(async () => {
      const taken = await database.query(
        `INSERT INTO ${names.lease} AS l (group_name, owner, expires_at)
           VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
           ON CONFLICT (group_name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
           WHERE l.owner = excluded.owner OR l.expires_at <= clock_timestamp() RETURNING 1`,
        [group, owner, ttl]
      )
      return taken.length > 0
    }),
  releaseLease: (group, owner) =>
    attempt(async () => {
      await database.query(`DELETE FROM ${names.lease} WHERE group_name = $1 AND owner = $2`, [group, owner])
    }),
  isLeased: (group) =>
    attempt(async () => {
      const text = `SELECT 1 FROM ${names.lease} WHERE group_name = $1 AND expires_at > clock_timestamp()`
      return (await database.query(text, [group])).length > 0
    })
})
