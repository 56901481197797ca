import type { Position } from '@accountable/domain/kernel'
import { notLater } from '../not-later.js'
import type { ReadModelStore } from '../read-model-store.js'
import type { FoundRow } from '../row-version.js'
import { awaitPermissions, type Permission, permissionOf } from './permissions-query.js'
import { type PermissionRow, permissionTable } from './purchase-permissions.js'
import { type QueryOptions, select } from './query.js'
import { asOfOf } from './query-arguments.js'
import { type Answer, answer } from './query-failure.js'

const versionsAtATime = 1000

/** Every version of a customer's permissions, oldest first. */
async function* versionsOf(store: ReadModelStore, customerId: string): AsyncGenerator<FoundRow<PermissionRow>> {
  let after: Position | undefined
  for (;;) {
    const page = await select(store, permissionTable, {
      where: [{ property: 'customerId', is: customerId }],
      order: [{ property: 'position' }],
      limit: versionsAtATime,
      versions: 'all',
      ...(after && { after: [after] })
    })
    yield* page
    after = page.at(-1)?.from.position
    if (page.length < versionsAtATime) return
  }
}

/**
 * Every interval in which a customer could purchase something itself, oldest first: one open at most for each resource. As of a
 * moment: those that had begun, open where they had not ended by then.
 */
export const permissionIntervalsQuery = (
  store: ReadModelStore,
  customerId: string,
  query: QueryOptions
): Promise<Answer<ReadonlyArray<Permission>>> =>
  answer(async () => {
    const moment = asOfOf(query.asOf)
    await awaitPermissions(store, query, customerId)
    const intervals: Permission[] = []
    for await (const version of versionsOf(store, customerId)) {
      const { row, from, to } = version
      if (moment !== undefined && !notLater(from, moment)) continue
      const isOver = to !== undefined && (moment === undefined || notLater(to, moment))
      const interval = permissionOf(version)
      if (!(row.granted && isOver) && interval.grant !== null) intervals.push(interval)
    }
    return intervals.toSorted((a, b) => (a.grant?.at ?? 0) - (b.grant?.at ?? 0))
  })
