import { isErased } from '@accountable/domain/kernel'
import type { ReadModelStore } from '@accountable/projections'
import { activityLog, activityTable } from '@accountable/projections/customer'
import { followChanges } from '@accountable/projections/history'
import { defer, map, type Observable, switchMap } from 'rxjs'

/** Where the changes go. `insert` keeps the rows and the cursor in one transaction: then no row is missing, and none is double. */
export interface Warehouse {
  readonly cursor: () => Promise<string | undefined>
  readonly insert: (rows: ReadonlyArray<Readonly<Record<string, unknown>>>, cursor: string) => Promise<void>
}

/** Emits how many changed fields were handed over, as they are. Unsubscribe to stop; start it again and it goes on. */
export const feedWarehouse = (store: ReadModelStore, warehouse: Warehouse): Observable<number> =>
  defer(() => warehouse.cursor()).pipe(
    switchMap((after) =>
      followChanges({
        store,
        projection: activityLog,
        table: activityTable,
        ...(after === undefined ? {} : { after }),
        handle: ({ rows, cursor }) => {
          const changes = rows.map(({ row: { customerId, field, newValue }, from }) => {
            const value = isErased(newValue) ? null : newValue
            return { customerId, field, value, at: new Date(from.effectiveAt).toISOString() }
          })
          return warehouse.insert(changes, cursor)
        }
      })
    ),
    map(({ rows }) => rows.length)
  )
