import { revision } from '@accountable/domain/kernel'
import { uuid } from '@accountable/domain/testing'
import type { ActivityQuery } from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { deeds } from './customer-deeds.js'
import { type CustomerWorld, endOf, everyPage } from './customer-world.js'
import { overEveryStore } from './every-store.js'

const [contoso, partner, stranger] = [uuid(1), uuid(2), uuid(3)]
const email = '/billingProfile/email'

/** The name of a line is the ticket of its command: F for facts, R for what was refused, U for what was so already. */
const by = (id: string, ticket: string) => ({ actor: { id }, reason: { ticket } })

/** The lines of two days meet at midnight, to the millisecond. */
const story = async (world: CustomerWorld): Promise<void> => {
  const { register, rename, bill, grant } = deeds(world)
  const [refused, unchanged] = [{ expected: 'refused' }, { expected: 'unchanged' }] as const
  const street = { addressLine1: '1 Main Street' }
  const forbidden = { email: 'a@microsoft.com', defaultAddress: { ...street, postalCode: 'none' } }
  world.setTime('2026-03-01T12:00:00Z')
  await register(contoso, 'Contoso Ltd', '2026-01-01T10:00:00Z', by('import', 'F1'))
  await rename(contoso, 'Zürich Foods', '2026-01-02T00:00:00Z', by('ada', 'F2'))
  await rename(contoso, 'Zürich Foods', '2026-01-02T12:00:00Z', { ...by('ada', 'U1'), ...unchanged })
  await bill(
    contoso,
    { email: 'new@contoso.example', defaultAddress: street },
    '2026-01-02T23:59:59.999Z',
    by('bo', 'F3')
  )
  await bill(contoso, forbidden, '2026-01-03T00:00:00Z', { ...by('bo', 'R1'), ...refused })
  await grant(contoso, 'AzureReservedInstances', '2026-01-03T00:00:00Z', by('ada', 'F4'))
  await rename(stranger, 'Contoso', '2026-01-04T10:00:00Z', { ...by('cy', 'R2'), ...refused })
  await register(partner, 'Contoso Partner', '2026-01-05T10:00:00Z', by('import', 'F5'))
  const stale = { ...by('ada', 'R3'), ...refused, expectedRevision: revision(0n) }
  await rename(contoso, 'Too Late Ltd', '2026-01-06T10:00:00Z', stale)
  await rename(partner, 'Contoso Partner', '2026-01-06T11:00:00Z', { ...by('cy', 'U2'), ...unchanged })
}

overEveryStore('the activity log', (queries, given) => {
  const shows = (title: string, expected: ReadonlyArray<readonly [ActivityQuery, string]>): void =>
    queries(title, () =>
      given(story, async (world) => {
        const atLeast = endOf(world)
        const lines = async (query: ActivityQuery) => {
          const pages = await everyPage((next) => world.queries.activityLog({ atLeast, ...query, ...next }))
          return pages
            .flat()
            .map(({ reason }) => reason?.ticket)
            .join(' ')
        }
        for (const [query, tickets] of expected)
          for (const limit of [1, 50]) assert.is(await lines({ ...query, limit }), tickets, JSON.stringify(query))
      })
    )

  shows('given no filter, then facts and refusals newest first, and on request what was so already', [
    [{}, 'R3 F5 R2 F4 R1 F3 F2 F1'],
    [{ unchanged: true }, 'U2 R3 F5 R2 F4 R1 F3 U1 F2 F1'],
    [{ status: 'succeeded' }, 'F5 F4 F3 F2 F1'],
    [{ status: 'succeeded', unchanged: true }, 'U2 F5 F4 F3 U1 F2 F1'],
    [{ status: 'failed' }, 'R3 R2 R1'],
    [{ status: 'failed', unchanged: true }, 'R3 R2 R1']
  ])

  shows('given a period, then the lines from its first millisecond to its last, in UTC', [
    [{ from: '2026-01-02', until: '2026-01-02' }, 'F3 F2'],
    [{ from: '2026-01-02', until: '2026-01-02', unchanged: true }, 'F3 U1 F2'],
    [{ from: '2026-01-03', until: '2026-01-03' }, 'F4 R1'],
    [{ from: '2026-01-03' }, 'R3 F5 R2 F4 R1'],
    [{ until: '2026-01-01' }, 'F1'],
    [{ from: '2026-01-02T23:59:59.999Z', until: '2026-01-03T00:00:00Z' }, 'F4 R1 F3'],
    [{ until: '2026-01-02T23:59:59.998Z' }, 'F2 F1'],
    [{ from: '2026-01-03T01:00:00+01:00', until: '2026-01-03' }, 'F4 R1'],
    [{ from: '2026-01-03T00:00:00.001Z', until: '2026-01-04' }, 'R2'],
    [{ from: '2026-01-03', until: '2026-01-02' }, ''],
    [{ from: '2027-01-01' }, '']
  ])

  shows('given part of a company’s name, then the lines of those that were called so when it happened', [
    [{ company: 'contoso' }, 'F5 F1'],
    [{ company: 'contoso', unchanged: true }, 'U2 F5 F1'],
    [{ company: 'zurich' }, 'R3 F4 R1 F3 F2'],
    [{ company: 'ZÜRICH  fo', status: 'failed' }, 'R3 R1'],
    [{ company: 'contoso', customerId: contoso }, 'F1'],
    [{ company: 'contoso', asOf: '2026-01-04' }, 'F1'],
    [{ company: 'too late' }, ''],
    [{ company: '%' }, '']
  ])

  shows('given a customer, an operation or an actor, then its lines, also those of a customer that never was', [
    [{ customerId: contoso }, 'R3 F4 R1 F3 F2 F1'],
    [{ customerId: partner, unchanged: true }, 'U2 F5'],
    [{ customerId: stranger }, 'R2'],
    [{ customerId: uuid(4) }, ''],
    [{ operation: 'add_customer' }, 'F5 F1'],
    [{ operation: 'update_company_info' }, 'R3 R2 F2'],
    [{ operation: 'update_customer_billing_profile' }, 'R1 F3'],
    [{ operation: 'create_self_serve_policy' }, 'F4'],
    [{ operation: 'delete_self_serve_policy' }, ''],
    [{ actor: 'ada' }, 'R3 F4 F2'],
    [{ actor: 'cy', unchanged: true }, 'U2 R2'],
    [{ actor: 'ad' }, '']
  ])

  shows('given a field, then the facts that changed it and the refusals that name it, and no other field’s', [
    [{ field: email }, 'R3 R1 F3'],
    [{ field: '/billingProfile/defaultAddress/postalCode' }, 'R1'],
    [{ field: '/companyProfile/companyName' }, 'R3 F2'],
    [{ field: '/purchasePermissions/AzureReservedInstances' }, 'R3 F4'],
    [{ field: '/billingProfile' }, ''],
    [{ field: '/email' }, ''],
    [{ field: '%' }, '']
  ])

  shows('given several filters, then all of them must fit', [
    [{ field: email, status: 'failed' }, 'R3 R1'],
    [{ field: email, status: 'failed', actor: 'bo' }, 'R1'],
    [{ field: email, until: '2026-01-02', operation: 'update_customer_billing_profile', company: 'foods' }, 'F3'],
    [{ customerId: contoso, actor: 'ada', from: '2026-01-02', until: '2026-01-03', unchanged: true }, 'F4 U1 F2'],
    [{ operation: 'update_company_info', company: 'contoso' }, ''],
    [{ asOf: '2026-01-02', unchanged: true, actor: 'ada' }, 'U1 F2']
  ])
})
