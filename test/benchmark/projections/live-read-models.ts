import { createSqlReadModels, pgDatabase } from '@accountable/adapters/postgres'
import { type EventFeed, runProjections } from '@accountable/projections'
import {
  type CustomerQueries,
  createCustomerQueries,
  customerProjections,
  decodeCustomerFeed
} from '@accountable/projections/customer'

const schema = 'benchmark_live_lag'
/** As many as `openPostgresReadModels` opens. */
const connections = 4

/** Works while an engine follows a feed, with a reader that has connections of its own, as in another process. */
export const withLiveReadModels = async <A>(
  connectionString: string,
  feed: EventFeed,
  work: (reader: CustomerQueries) => Promise<A>
): Promise<A> => {
  const [written, read] = [pgDatabase(connectionString, connections), pgDatabase(connectionString, connections)]
  await written.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  const engine = runProjections({
    feed,
    store: await createSqlReadModels(written, { schema }),
    decode: decodeCustomerFeed,
    projections: customerProjections
  })
  try {
    return await work(createCustomerQueries(await createSqlReadModels(read, { schema })))
  } finally {
    await engine.stop()
    await written.query(`DROP SCHEMA ${schema} CASCADE`)
    await Promise.all([written.close(), read.close()])
  }
}
