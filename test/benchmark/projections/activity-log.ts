import { createSqlReadModels, pgDatabase, type SqlDatabase } from '@accountable/adapters/postgres'
import {
  type ActivityQuery,
  activityLog,
  attempts,
  createCustomerQueries,
  customerDirectory
} from '@accountable/projections/customer'
import { type Benchmark, type Measurement, measurement } from '../benchmark.js'

const schema = 'benchmark_activity'
const rows = Number(process.env['ACTIVITY_ROWS'] ?? 10_000_000)
const tried = rows / 10
const customers = 20_000
const most = 20
const runs = 100

const id = (sql: string): string => `'00000000-0000-4000-8000-' || lpad((${sql})::text, 12, '0')`

const logs = [
  `activity_log_v${activityLog.version}`,
  ...['attempt_log', 'unchanged_log', 'attempt_field'].map((name) => `${name}_v${attempts.version}`)
]

/** The field that an attempt names: one of thirty, and of one in forty thousand another one, which no change ever names. */
const refusedField = `'/billingProfile/' || CASE WHEN n % (${tried} / 25) = 0 THEN 'rare' ELSE 'field' || n / 20 % 30 END`

/**
 * Ten million lines about twenty thousand customers, in two years, written by SQL alone: their registrations first. And a million
 * attempts, of which one in twenty was refused.
 */
const fill = async (database: SqlDatabase): Promise<void> => {
  await database.query(
    `INSERT INTO ${schema}.customer_directory_history_v${customerDirectory.version}
     SELECT ${id('n')}, ${id('n')}, 'Company ' || n, 'c.example', 'US', 'reseller', now(), 'company ' || n, 'company ' || n,
            n, n, now(), now(), NULL, NULL, NULL, NULL
     FROM generate_series(1, ${customers}) n`
  )
  await database.query(
    `INSERT INTO ${schema}.activity_log_v${activityLog.version}
       (ordinal, customer_id, customer_name, customer_search_key, operation, event_type, event_id, revision, field, old_value,
        new_value, actor_kind, actor_id, actor_roles, command_id, correlation_id, commit_position, prepare_position,
        effective_at, recorded_at)
     SELECT 0, ${id(`n * 7919 % ${customers} + 1`)}, 'Company ' || (n * 7919 % ${customers} + 1),
            'company ' || (n * 7919 % ${customers} + 1),
            CASE WHEN n <= ${customers} THEN 'add_customer' ELSE
              (ARRAY['update_customer_billing_profile','update_company_info','create_self_serve_policy'])[n % 3 + 1] END,
            'BillingInfoUpdated', ${id('n')}, 1, '/billingProfile/field' || n % 30, 'old', 'new', 'user',
            'actor-' || n % 500, '["AdminAgent"]', ${id('n')}, ${id('n')}, n, n,
            timestamptz '2024-01-01' + n * interval '2 years' / ${rows}, timestamptz '2024-01-01' + n * interval '2 years' / ${rows}
     FROM generate_series(1, ${rows}::bigint) n`
  )
  const attempt = `${id(`n * 7919 % ${customers} + 1`)}, 'Company ' || (n * 7919 % ${customers} + 1),
     'company ' || (n * 7919 % ${customers} + 1), 'update_customer_billing_profile', 'UpdateBillingInfo'`
  const who = `'user', 'actor-' || n % 500, '["AdminAgent"]', ${id('n')}, ${id('n')}, ${rows} + n, ${rows} + n,
     timestamptz '2024-01-01' + n * interval '2 years' / ${tried}, timestamptz '2024-01-01' + n * interval '2 years' / ${tried}`
  const attempted = 'ordinal, customer_id, customer_name, customer_search_key, operation, command_type'
  const whoColumns = `actor_kind, actor_id, actor_roles, command_id, correlation_id, commit_position, prepare_position,
     effective_at, recorded_at`
  await database.query(
    `INSERT INTO ${schema}.unchanged_log_v${attempts.version} (${attempted}, event_id, ${whoColumns})
     SELECT 0, ${attempt}, ${id('n')}, ${who} FROM generate_series(1, ${tried}::bigint) n WHERE n % 20 <> 0`
  )
  await database.query(
    `INSERT INTO ${schema}.attempt_log_v${attempts.version}
       (${attempted}, entry, rejection, codes, fields, count, event_id, ${whoColumns})
     SELECT 0, ${attempt}, 'refused', 'RuleViolated', '["PhoneFormat"]', jsonb_build_array(${refusedField}), 1, ${id('n')}, ${who}
     FROM generate_series(1, ${tried}::bigint) n WHERE n % 20 = 0`
  )
  await database.query(
    `INSERT INTO ${schema}.attempt_field_v${attempts.version}
     SELECT ordinal, fields ->> 0, customer_id, customer_search_key, operation, actor_id, event_id,
            commit_position, prepare_position, effective_at, recorded_at
     FROM ${schema}.attempt_log_v${attempts.version}`
  )
}

/** Where the page before ended: a line in the middle of the log. */
const cursor = (n: number): string =>
  encodeURIComponent(JSON.stringify([Date.UTC(2024, 5, 1) + n * 1000, [`${rows / 2}:${rows / 2}`], 0]))

const queries: Readonly<Record<string, (n: number) => ActivityQuery>> = {
  newest: () => ({}),
  period: (n) => ({ from: `2024-0${(n % 9) + 1}-01`, until: `2024-0${(n % 9) + 1}-28` }),
  customer: (n) => ({ customerId: `00000000-0000-4000-8000-${String((n % customers) + 1).padStart(12, '0')}` }),
  company: (n) => ({ company: `Company ${(n % 900) + 1000}` }),
  operation: () => ({ operation: 'create_self_serve_policy' }),
  actor: (n) => ({ actor: `actor-${n % 500}` }),
  field: (n) => ({ field: `/billingProfile/field${n % 30}` }),
  status: () => ({ status: 'succeeded' }),
  'rare operation': () => ({ operation: 'add_customer' }),
  failed: () => ({ status: 'failed' }),
  'failed, by field': (n) => ({ status: 'failed', field: `/billingProfile/field${n % 30}` }),
  'rarely refused field': () => ({ field: '/billingProfile/rare' }),
  'company, of a hundred': (n) => ({ company: `Company 1${(n % 90) + 10}` }),
  'company, of a thousand': (n) => ({ company: `Company 1${n % 10}` }),
  'customer, by field': (n) => ({
    customerId: `00000000-0000-4000-8000-${String(((n * 7919) % customers) + 1).padStart(12, '0')}`,
    field: `/billingProfile/field${n % 30}`
  }),
  'actor, in a period': (n) => ({ actor: `actor-${n % 500}`, from: '2024-03-01', until: '2024-03-31' }),
  'unchanged too': () => ({ unchanged: true }),
  'a later page': (n) => ({ after: cursor(n) }),
  'as of': (n) => ({ asOf: `2024-0${(n % 9) + 1}-01` })
}

/** p95 of each documented query of the activity log, milliseconds. Needs DATABASE_URL. */
export const activityLog10m: Benchmark = {
  name: 'activity-log-10m',
  run: async (): Promise<ReadonlyArray<Measurement>> => {
    const connectionString = process.env['DATABASE_URL']
    if (connectionString === undefined) return []
    // Ten million lines take longer to write than any statement of a store may.
    const database = pgDatabase(connectionString, 2, { patience: 3_600_000 })
    await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    const store = await createSqlReadModels(database, { schema })
    for (const projection of [activityLog, attempts, customerDirectory])
      await store.addMember('benchmark', projection, true)()
    await fill(database)
    await store.finish([activityLog, attempts, customerDirectory])()
    await database.query(
      `VACUUM (ANALYZE) ${[...logs, `customer_directory_history_v${customerDirectory.version}`].map((name) => `${schema}.${name}`).join()}`
    )
    await database.query('CHECKPOINT') // What was just written is none of the queries' work.
    const door = createCustomerQueries(store)
    const found: Measurement[] = []
    for (const [name, query] of Object.entries(queries)) {
      const times: number[] = []
      for (let run = 0; run < runs; run++) {
        const begun = performance.now()
        const answer = await door.activityLog(query(run * 37))
        times.push(performance.now() - begun)
        if (answer.outcome === 'failed' || answer.value.rows.length === 0) throw new Error(`nothing for ${name}`)
      }
      const sorted = times.toSorted((a, b) => a - b)
      const p95 = sorted[Math.floor(runs * 0.95)] ?? Number.NaN
      const one = measurement(`activity-log-10m ${name}`, 'ms (p95)', times, [most])
      found.push({ ...one, value: p95, ratio: p95 / most })
    }
    await database.query(`DROP SCHEMA ${schema} CASCADE`)
    await database.close()
    return found
  }
}
