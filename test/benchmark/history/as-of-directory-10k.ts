import { createSqlReadModels, pgDatabase, pgliteDatabase } from '@accountable/adapters/postgres'
import {
  createCustomerQueries,
  customerDirectory,
  type DirectoryQuery,
  decodeCustomerFeed
} from '@accountable/projections/customer'
import { type Benchmark, compare, type Measurement } from '../benchmark.js'
import { secondsToCatchUp } from '../projections/catch-up.js'
import { customerEvent, customerFeed } from '../projections/customer-events.js'

const customers = 10_000
const events = customers * 10
const schema = 'benchmark_as_of_directory'
/** By then each customer was registered, and the last thousand of them had not got the name that they have today. */
const then = new Date(customerEvent(91_500).created).toISOString()

/**
 * The list of 10,000 customers as it was, against the list as it is: a page of it, all of it, and a search in it; milliseconds.
 * In PGlite, or where DATABASE_URL says.
 */
export const asOfDirectory10k: Benchmark = {
  name: 'as-of-directory-10k',
  run: async (): Promise<ReadonlyArray<Measurement>> => {
    const connectionString = process.env['DATABASE_URL']
    const database = connectionString === undefined ? await pgliteDatabase() : pgDatabase(connectionString, 4)
    await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    const store = await createSqlReadModels(database, { schema })
    const feed = customerFeed(events)
    await secondsToCatchUp({ feed, store, decode: decodeCustomerFeed, projections: [customerDirectory] })
    const { directory } = createCustomerQueries(store)

    const milliseconds = async (query: DirectoryQuery, all: boolean, least: number): Promise<number> => {
      const begun = performance.now()
      let [found, after] = [0, undefined as string | undefined]
      do {
        const answer = await directory({ ...query, ...(after === undefined ? {} : { after }) })
        if (answer.outcome === 'failed') throw new Error(answer.failure.type)
        found += answer.value.rows.length
        after = all ? answer.value.next : undefined
      } while (after !== undefined)
      if (found < least) throw new Error(`${found} rows instead of ${least}`)
      return performance.now() - begun
    }
    const question = (name: string, query: DirectoryQuery, all: boolean, least: number): Promise<Measurement> =>
      compare({
        name: `as-of-directory-10k-${name}`,
        unit: 'ms',
        ours: () => milliseconds({ ...query, asOf: then }, all, least),
        reference: () => milliseconds(query, all, least)
      })
    const found = [
      await question('page', {}, false, 50),
      await question('all', { limit: 500 }, true, customers),
      await question('search', { search: 'contoso hold' }, false, 50)
    ]
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    await database.close()
    return found
  }
}
