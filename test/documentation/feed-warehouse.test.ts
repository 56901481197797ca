import { registerCustomer, submitted, updateCompanyDetails } from '@accountable/domain/testing'
import { feedWarehouse, type Warehouse } from '@accountable/examples/reporting/feed-warehouse'
import { filter, firstValueFrom, scan } from 'rxjs'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { customerWorld } from '../projections/customer-world.js'

const reporting = suite('the warehouse of the page for reporting jobs', undefined, { timeout: 30_000 })

reporting('given a warehouse that fails once, when it is fed again, then every change is there once', async () => {
  const { application, store, run, setTime } = customerWorld()
  setTime('2026-01-05T10:00:00Z')
  const engine = run()
  await application.execute(submitted(registerCustomer()))
  await application.execute(submitted(updateCompanyDetails()))
  const rows: Array<Readonly<Record<string, unknown>>> = []
  let cursor: string | undefined
  let isFull = true
  const warehouse: Warehouse = {
    cursor: async () => cursor,
    insert: async (more, next) => {
      if (isFull && rows.length + more.length > 1) throw new Error('full')
      rows.push(...more)
      cursor = next
    }
  }
  const fed = () =>
    firstValueFrom(
      feedWarehouse(store, warehouse).pipe(
        scan((total, count) => total + count, rows.length),
        filter((total) => total === 3)
      )
    )
  assert.is(await fed().catch(({ message }: Error) => message), 'full')
  isFull = false
  assert.is(await fed(), 3)
  await engine.stop()
  assert.equal(
    rows.map(({ field, value }) => [field, value]),
    [
      [null, null],
      ['/companyProfile/companyName', 'Contoso Wholesale Company'],
      ['/companyProfile/organizationRegistrationNumber', '91-1144442']
    ]
  )
})
reporting.run()
