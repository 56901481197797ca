import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SqlDatabase, SqlRow } from '@accountable/adapters/postgres'

/** Seconds that a database needs for rows that are there, when it gets them as a whole. */
export interface BareCopy {
  /** A COPY from the server's own files into tables without any key or index. */
  readonly rows: number
  /** The same, and then the keys and indexes that the tables have. */
  readonly withIndexes: number
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** As many at a time as the read models' own are made. */
const indexesAtATime = 2

/** Copies the rows of all read models in `schema`, and how far each stream is. */
export const bareCopy = async (database: SqlDatabase, schema: string): Promise<BareCopy> => {
  const found = await database.query(
    `SELECT table_name FROM information_schema.tables
     WHERE table_schema = $1 AND (table_name ~ '_v[0-9]+$' OR table_name = 'stream_progress')`,
    [schema]
  )
  /** One for all tables, one after another: it is the server's, and stays. */
  const file = join(tmpdir(), `${schema}.copy`)
  const names = found.map(({ table_name: name }) => String(name))
  const indexes: SqlRow[] = []
  let rows = 0
  for (const name of names) {
    await database.query(`COPY ${schema}.${name} TO '${file}'`)
    await database.query(`CREATE TABLE ${schema}.copied_${name} (LIKE ${schema}.${name})`)
    indexes.push(
      ...(await database.query('SELECT indexdef FROM pg_indexes WHERE schemaname = $1 AND tablename = $2', [
        schema,
        name
      ]))
    )
    rows += await seconds(() => database.query(`COPY ${schema}.copied_${name} FROM '${file}'`))
  }
  const left = indexes.map(({ indexdef: definition }) =>
    String(definition).replace(/INDEX (\S+) ON (\S+)\.(\S+)/, 'INDEX copied_$1 ON $2.copied_$3')
  )
  const make = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await database.query(next)
  }
  const indexing = await seconds(() => Promise.all(Array.from({ length: indexesAtATime }, make)))
  for (const name of names) await database.query(`DROP TABLE ${schema}.copied_${name}`)
  return { rows, withIndexes: rows + indexing }
}
