import { customerExports } from '@accountable/adapters/export'
import { createSqlReadModels, pgDatabase, pgliteDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import type { ReadModelStore, Row } from '@accountable/projections'
import {
  accountTable,
  activityLog,
  activityTable,
  attempts,
  attemptTable,
  createCustomerQueries,
  customerAccount,
  customerDirectory,
  customerProjections,
  decodeCustomerFeed,
  directoryTable,
  permissionTable,
  purchasePermissions
} from '@accountable/projections/customer'
import { type FollowedChanges, followChanges } from '@accountable/projections/history'
import * as E from 'fp-ts/lib/Either.js'
import { lastValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { secondsToCatchUp } from '../benchmark/projections/catch-up.js'
import { customerEvent, customerFeed } from '../benchmark/projections/customer-events.js'
import { suite } from '../kit/kit.js'
import { answered } from '../projections/customer-world.js'

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: ReadonlyArray<Plan>
}

const below = (plan: Plan): ReadonlyArray<Plan> => plan.Plans ?? []
const isScan = (plan: Plan): boolean => /_v\d+$/.test(plan['Relation Name'] ?? '')
const isUnlimited = (plan: Plan): boolean =>
  isScan(plan) || (plan['Node Type'] !== 'Limit' && below(plan).some(isUnlimited))

/** What of a plan takes longer the more rows a read model has, however few are asked for. */
const wholeTables = (plan: Plan, isAboutSome: boolean): ReadonlyArray<string> => {
  const table = plan['Relation Name']
  const here =
    isScan(plan) && plan['Node Type'] === 'Seq Scan'
      ? [`reads all of ${table}`]
      : isScan(plan) && isAboutSome && !/row_key|customer_id/.test(indexCondition(plan))
        ? [`looks for a customer in all of ${table}`]
        : plan['Node Type'] === 'Sort' && isUnlimited(plan)
          ? ['sorts all rows']
          : []
  return [...here, ...below(plan).flatMap((one) => wholeTables(one, isAboutSome))]
}

const indexCondition = (plan: Plan): string => [plan['Index Cond'] ?? '', ...below(plan).map(indexCondition)].join(' ')

/** A database whose plans are looked at: as they are where reading all of a table and sorting it are the last resort. */
const watched = (database: SqlDatabase, found: string[]): SqlDatabase => ({
  ...database,
  query: async (text, values) => {
    const isAboutSome = /(row_key|customer_id)" (= \$|IN \()/.test(text)
    if (
      /^SELECT[\s\S]*\b(customer_account|customer_directory|purchase_permission|activity_log|attempt_log)/.test(text)
    ) {
      const [row] = await database.transaction(async (sql) => {
        for (const way of ['seqscan', 'sort']) await sql.query(`SET LOCAL enable_${way} = off`)
        return sql.query(`EXPLAIN (FORMAT JSON) ${text}`, values)
      })
      for (const { Plan: plan } of (row?.['QUERY PLAN'] ?? []) as ReadonlyArray<{ readonly Plan: Plan }>)
        found.push(...wholeTables(plan, isAboutSome).map((what) => `${what}: ${text}`))
    }
    return database.query(text, values)
  }
})

const customerId = '00000000-0000-4000-8000-000000000005'
const moments = [
  {},
  { asOf: '2026-01-05' },
  { asOf: { recordedAt: Date.UTC(2026, 0, 5, 0, 0, 1) } },
  { asOf: { position: customerEvent(4500).position } }
]

const followed = async <R extends Row>(parts: Omit<FollowedChanges<R>, 'once'>): Promise<void> =>
  void (await lastValueFrom(followChanges({ ...parts, once: true, limit: 5000 }), { defaultValue: undefined }))

/** Every documented question, by name. */
const questions = (store: ReadModelStore): Readonly<Record<string, () => Promise<unknown>>> => {
  const queries = createCustomerQueries(store)
  const log = (query: Parameters<typeof queries.activityLog>[0]) => async () =>
    answered(await queries.activityLog(query))
  const eachMoment = (ask: (moment: (typeof moments)[number]) => Promise<unknown>) => async () => {
    for (const moment of moments) await ask(moment)
  }
  return {
    'an account': eachMoment(async (moment) => answered(await queries.account(customerId, moment))),
    'the list': eachMoment(async (moment) => answered(await queries.directory(moment))),
    'the list, by country': eachMoment(async (one) => answered(await queries.directory({ ...one, country: 'US' }))),
    'the list, by relationship': eachMoment(async (moment) =>
      answered(await queries.directory({ ...moment, relationshipToPartner: 'reseller' }))
    ),
    'the list, by part of a name': async () => answered(await queries.directory({ search: 'contoso' })),
    'who may purchase': eachMoment(async (moment) =>
      answered(await queries.purchasePermissions({ ...moment, limit: 5 }))
    ),
    'every permission': async () => answered(await queries.purchasePermissions({ grantedOnly: false, limit: 5 })),
    'permissions of a customer': eachMoment(async (moment) =>
      answered(await queries.purchasePermissions({ ...moment, customerId }))
    ),
    'intervals of a customer': async () => answered(await queries.purchasePermissionIntervals(customerId)),
    'the log': log({}),
    'the log of a period': log({ from: '2026-01-05', until: '2026-01-06' }),
    'the log of a customer': log({ customerId }),
    'the log of an actor': log({ actor: '00000000-0000-4000-8000-000000000006' }),
    'the log of a field': log({ field: '/billingProfile/email' }),
    'the log of an operation': log({ operation: 'add_customer' }),
    'refused attempts': log({ status: 'failed' }),
    'changes of the log': () => followed({ store, projection: activityLog, table: activityTable }),
    'changes of the attempts': () => followed({ store, projection: attempts, table: attemptTable }),
    'changes of accounts': () => followed({ store, projection: customerAccount, table: accountTable }),
    'changes of the list': () => followed({ store, projection: customerDirectory, table: directoryTable }),
    'changes of permissions': () => followed({ store, projection: purchasePermissions, table: permissionTable }),
    ...Object.fromEntries(
      Object.entries(customerExports).map(([name, { pagesOf }]) => [
        `the export ${name}`,
        async () => {
          for (const wanted of [{}, { asOf: { effectiveAt: Date.UTC(2026, 0, 6) } }])
            for await (const page of pagesOf(store, {
              ...wanted,
              after: undefined,
              upTo: customerEvent(5999).position
            }))
              assert.ok(E.isRight(page))
        }
      ])
    )
  }
}

const declared = (title: string, open: () => Promise<SqlDatabase>): void => {
  const schema = `query_plans_${process.pid}`
  const plans = suite(title, undefined, { timeout: 60_000 })
  const found: string[] = []
  let database: SqlDatabase
  let store: ReadModelStore
  plans.before(async () => {
    database = await open()
    const writing = await createSqlReadModels(database, { schema })
    const parts = { feed: customerFeed(6000), decode: decodeCustomerFeed, projections: customerProjections }
    await secondsToCatchUp({ ...parts, store: writing })
    await database.query('ANALYZE')
    store = await createSqlReadModels(watched(database, found), { schema })
  })
  plans.after(async () => {
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    await database.close()
  })

  for (const name of Object.keys(questions(undefined as never)))
    plans(`given indexes, when ${name} is asked for, then no more is read than is answered`, async () => {
      found.length = 0
      await questions(store)[name]?.()
      if (found.length > 0) throw new Error(found.join('\n'))
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

  plans.run()
}

declared('plans in PGlite', () => pgliteDatabase())

const connectionString = process.env['DATABASE_URL']
if (connectionString !== undefined) declared('plans in PostgreSQL', async () => pgDatabase(connectionString, 4))
