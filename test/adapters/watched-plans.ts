import type { SqlDatabase } from '@accountable/adapters/postgres'

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: ReadonlyArray<Plan>
}

const below = (plan: Plan): ReadonlyArray<Plan> => plan.Plans ?? []
const isScan = (plan: Plan): boolean => /_v\d+$/.test(plan['Relation Name'] ?? '')
const isUnlimited = (plan: Plan): boolean =>
  isScan(plan) || (plan['Node Type'] !== 'Limit' && below(plan).some(isUnlimited))

const indexCondition = (plan: Plan): string => [plan['Index Cond'] ?? '', ...below(plan).map(indexCondition)].join(' ')

const foundBy = (plan: Plan): number => plan['Actual Rows'] * plan['Actual Loops']

const thrownAway = (plan: Plan): number =>
  ((plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)) * plan['Actual Loops']

/**
 * What may be thrown away: two pages, and ten rows for each that is found, such as other versions of it, or what lies between two
 * where one in ten is wanted. What goes beyond grows with the table: nothing bounds it.
 */
const isOutOfProportion = (plan: Plan): boolean => thrownAway(plan) > Math.max(100, 10 * foundBy(plan))

/** What of a plan takes longer the more rows a read model has, however few are asked for. */
const wholeTables = (plan: Plan, isAboutSome: boolean): ReadonlyArray<string> => {
  const table = plan['Relation Name']
  const here = [
    ...(isScan(plan) && plan['Node Type'] === 'Seq Scan' ? [`reads all of ${table}`] : []),
    ...(isScan(plan) && isAboutSome && !/row_key|customer_id/.test(indexCondition(plan))
      ? [`looks for a customer in all of ${table}`]
      : []),
    ...(isScan(plan) && isOutOfProportion(plan)
      ? [`throws away ${thrownAway(plan)} rows of ${table} for ${foundBy(plan)}`]
      : []),
    ...(plan['Node Type'] === 'Sort' && isUnlimited(plan) ? ['sorts all rows'] : [])
  ]
  return [...here, ...below(plan).flatMap((one) => wholeTables(one, isAboutSome))]
}

/**
 * A database whose plans are looked at while they are carried out: as they are where reading all of a table and sorting it are
 * the last resort. What is found goes to `found`.
 */
export const watched = (database: SqlDatabase, found: string[]): SqlDatabase => ({
  ...database,
  query: async (text, values) => {
    const isAboutSome = /(row_key|customer_id)" (= \$|IN \()/.test(text)
    if (
      /^SELECT[\s\S]*\b(customer_account|customer_directory|purchase_permission|activity_log|attempt_log|unchanged_log|attempt_field)/.test(
        text
      )
    ) {
      const [row] = await database.transaction(async (sql) => {
        for (const way of ['seqscan', 'sort']) await sql.query(`SET LOCAL enable_${way} = off`)
        return sql.query(`EXPLAIN (ANALYZE, TIMING off, FORMAT JSON) ${text}`, values)
      })
      for (const { Plan: plan } of (row?.['QUERY PLAN'] ?? []) as ReadonlyArray<{ readonly Plan: Plan }>)
        found.push(...wholeTables(plan, isAboutSome).map((what) => `${what}: ${text}`))
    }
    return database.query(text, values)
  }
})
