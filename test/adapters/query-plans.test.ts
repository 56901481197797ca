import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import type { ReadModelStore } from '@accountable/projections'
import { accountTable, activityTable, customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { secondsToCatchUp } from '../benchmark/projections/catch-up.js'
import { suite } from '../kit/kit.js'
import { documentedQuestions, exceptions } from './documented-questions.js'
import { variedFeed } from './varied-feed.js'
import { watched } from './watched-plans.js'

const declared = (title: string, open: () => Promise<SqlDatabase>): void => {
  const schema = `query_plans_${process.pid}`
  const plans = suite(title, undefined, { timeout: 60_000 })
  const found: string[] = []
  let database: SqlDatabase
  let store: ReadModelStore
  plans.before(async () => {
    database = await open()
    const writing = await createSqlReadModels(database, { schema })
    const parts = { feed: variedFeed(), decode: decodeCustomerFeed, projections: customerProjections }
    await secondsToCatchUp({ ...parts, store: writing })
    await database.query('ANALYZE')
    store = await createSqlReadModels(watched(database, found), { schema })
  })
  plans.after(async () => {
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    await database.close()
  })

  for (const name of Object.keys(documentedQuestions(undefined as never)))
    plans(`given indexes, when ${name} is asked for, then no more is read than is answered`, async () => {
      found.length = 0
      await documentedQuestions(store)[name]?.()
      const allowed = exceptions.filter(({ questions }) => questions.includes(name))
      const defects = found.filter((one) => !allowed.some((exception) => exception.found.test(one)))
      if (defects.length > 0) throw new Error(defects.join('\n'))
    })

  for (const { why, questions, found: allowed } of exceptions)
    plans(`given that ${why}, when that is asked for, then the exception is needed`, async () => {
      found.length = 0
      const isNeeded = (): boolean => found.some((one) => allowed.test(one))
      for (const name of questions) if (!isNeeded()) await documentedQuestions(store)[name]?.()
      assert.ok(isNeeded())
    })

  plans('given a customer’s rows that no index finds, when they are asked for, then it is noticed', async () => {
    found.length = 0
    await store.select(accountTable, {
      where: [{ property: 'domain', is: 'x' }],
      order: [{ property: 'city' }],
      limit: 1
    })()
    assert.match(found.join(), /sorts all rows/)
  })

  plans('given rows that an index only orders, when a few of them are looked for, then it is noticed', async () => {
    found.length = 0
    await store.select(activityTable, {
      where: [{ property: 'eventId', is: 'none' }],
      order: [{ property: 'position' }, { property: 'ordinal' }],
      limit: 1
    })()
    assert.match(found.join(), /throws away \d{4} rows of activity_log/)
  })

  plans.run()
}

declared('plans in PGlite', () => pgliteDatabase())

const connectionString = process.env['DATABASE_URL']
if (connectionString !== undefined) declared('plans in PostgreSQL', async () => pgDatabase(connectionString, 4))
