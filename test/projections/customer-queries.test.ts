import { readFileSync } from 'node:fs'
import { formatPosition, position } from '@accountable/domain/kernel'
import type { Member, ReadModelStore } from '@accountable/projections'
import { type ActivityQuery, createCustomerQueries, type QueryOptions } from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { answered, type CustomerWorld, endOf } from './customer-world.js'
import { overEveryStore } from './every-store.js'

const data = (name: string): string => readFileSync(new URL(`../../../examples/data/${name}`, import.meta.url), 'utf8')
const customers = JSON.parse(data('customers.json')).items as ReadonlyArray<{ readonly id: string }>
const contoso = '54197d04-3ac7-5289-8607-2874a6f4ed03'
const admin = { kind: 'application', id: 'import', roles: ['AdminAgent'] }
const ada = { kind: 'user', id: 'a', userPrincipalName: 'ada@partner.example', roles: ['AdminAgent'] }

const register = (world: CustomerWorld, customer: { readonly id: string }) =>
  world.application.execute({
    type: 'RegisterCustomer',
    customerId: customer.id,
    commandId: customer.id,
    issuedAt: '2025-12-17T00:00:00Z',
    actor: admin,
    reason: { code: 'DataImport' },
    data: customer
  })

/** Every example command, executed: a history with every kind of event, refusal and repetition. */
const executeExamples = async (world: CustomerWorld): Promise<void> => {
  world.setTime('2026-11-01T00:00:00Z')
  for (const customer of customers) await register(world, customer)
  for (const line of data('changes.ndjson').trim().split('\n'))
    await world.application.execute(JSON.parse(line).command)
  await world.application.close()
}

let commands = 0
const commandId = (): string => `00000000-0000-4000-8000-${String(++commands).padStart(12, '0')}`

const grant = (world: CustomerWorld, issuedAt: string, resource: string, type = 'GrantPurchasePermission') =>
  world.application.execute({
    type,
    customerId: contoso,
    commandId: commandId(),
    issuedAt,
    actor: ada,
    reason: {
      code: type === 'GrantPurchasePermission' ? 'ContractSigned' : 'CreditRisk',
      text: 'as agreed',
      ticket: 'T-1'
    },
    data:
      type === 'GrantPurchasePermission'
        ? {
            resource,
            evidence: { subscriptionId: commandId(), offer: 'AzurePlan', checkedAt: issuedAt },
            partnerPaysAcknowledged: true
          }
        : { resource }
  })

const rename = (world: CustomerWorld, issuedAt: string, companyName: string, expectedRevision: string) =>
  world.application.execute({
    type: 'UpdateCompanyDetails',
    customerId: contoso,
    commandId: commandId(),
    issuedAt,
    actor: ada,
    expectedRevision,
    data: { companyName }
  })

overEveryStore('queries over read models', (queries, given) => {
  const contosoStory = async (world: CustomerWorld): Promise<void> => {
    world.setTime('2026-03-01T00:00:00Z')
    await register(world, customers.find(({ id }) => id === contoso) as { id: string })
    await grant(world, '2026-01-10T10:00:00Z', 'AzureReservedInstances')
    await rename(world, '2026-01-11T10:00:00Z', 'Zöe & Søn Çelik', '1')
    await grant(world, '2026-01-12T10:00:00Z', 'AzureSavingsPlan')
    await grant(world, '2026-01-13T10:00:00Z', 'AzureReservedInstances', 'RevokePurchasePermission')
    await grant(world, '2026-01-14T10:00:00Z', 'AzureSavingsPlan', 'RevokePurchasePermission')
    await grant(world, '2026-01-15T10:00:00Z', 'AzureSavingsPlan', 'RevokePurchasePermission')
    await rename(world, '2026-01-16T10:00:00Z', 'Late', '0')
  }

  queries('given every example command, then each account is what the write model loads', () =>
    given(executeExamples, async (world) => {
      const atLeast = endOf(world)
      for (const { id } of customers) {
        const loaded = await world.application.load(id)
        const page = answered(await world.queries.account(id, { atLeast }))
        assert.is(loaded.type, 'loaded')
        if (loaded.type !== 'loaded') continue
        assert.equal(page?.account, loaded.account)
        assert.is(page?.revision, loaded.revision)
        assert.is(page && formatPosition(page.position), loaded.position)
      }
    })
  )

  queries('given every example command, then the log has one line for each changed field and each attempt', () =>
    given(executeExamples, async (world) => {
      const expected = new Map<string, number>()
      for (const { eventId, type, data: stored } of world.log.records) {
        const { changes } = stored as { readonly changes?: ReadonlyArray<unknown> }
        if (type !== 'CommandUnchanged') expected.set(eventId, changes?.length ?? 1)
      }
      const found = new Map<string, number>()
      let after: string | undefined
      let before = Number.POSITIVE_INFINITY
      do {
        const query: ActivityQuery = { atLeast: endOf(world), limit: 7, ...(after === undefined ? {} : { after }) }
        const page = answered(await world.queries.activityLog(query))
        for (const { eventId, effectiveAt } of page.rows) {
          found.set(eventId, (found.get(eventId) ?? 0) + 1)
          assert.ok(effectiveAt <= before)
          before = effectiveAt
        }
        after = page.next
      } while (after !== undefined)
      const byId = (counts: ReadonlyMap<string, number>) => [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
      assert.equal(byId(found), byId(expected))
    })
  )

  queries('given grants and revocations, then operations, names and reasons are those of their moment', () =>
    given(contosoStory, async (world) => {
      const { rows } = answered(await world.queries.activityLog({ atLeast: endOf(world) }))
      assert.equal(
        rows.map(({ operation, customerName, field, oldValue, newValue, status, entry, rejection }) =>
          [operation, customerName, field, oldValue, newValue, status, entry, rejection]
            .map((part) => (typeof part === 'string' ? part : ''))
            .join(' | ')
        ),
        [
          'update_company_info | Zöe & Søn Çelik |  |  |  | failed | refused | RevisionConflict',
          'delete_self_serve_policy | Zöe & Søn Çelik | /purchasePermissions/AzureSavingsPlan | true | false | succeeded | changed | ',
          'update_self_serve_policy | Zöe & Søn Çelik | /purchasePermissions/AzureReservedInstances | true | false | succeeded | changed | ',
          'update_self_serve_policy | Zöe & Søn Çelik | /purchasePermissions/AzureSavingsPlan | false | true | succeeded | changed | ',
          'update_company_info | Zöe & Søn Çelik | /companyProfile/companyName | Contoso, Ltd. | Zöe & Søn Çelik | succeeded | changed | ',
          'create_self_serve_policy | Contoso, Ltd. | /purchasePermissions/AzureReservedInstances | false | true | succeeded | changed | ',
          'add_customer | Contoso, Ltd. |  |  |  | succeeded | changed | '
        ]
      )
      const granted = rows.find(({ operation }) => operation === 'create_self_serve_policy')
      assert.equal(granted?.reason, { code: 'ContractSigned', text: 'as agreed', ticket: 'T-1' })
      assert.is(granted?.actor.name, 'ada@partner.example')
      assert.is(granted?.effectiveAt, Date.parse('2026-01-10T10:00:00Z'))
      assert.is(granted?.recordedAt, Date.parse('2026-03-01T00:00:00Z'))
    })
  )

  queries('given filters, then the log has the lines that fit and no others', () =>
    given(contosoStory, async (world) => {
      const count = async (query: ActivityQuery) =>
        answered(await world.queries.activityLog({ atLeast: endOf(world), ...query })).rows.length
      assert.is(await count({ unchanged: true }), 8)
      assert.is(await count({ status: 'failed' }), 1)
      assert.is(await count({ status: 'succeeded' }), 6)
      assert.is(await count({ status: 'succeeded', unchanged: true }), 7)
      assert.is(await count({ operation: 'update_self_serve_policy' }), 2)
      assert.is(await count({ actor: 'a' }), 6)
      assert.is(await count({ actor: 'nobody' }), 0)
      assert.is(await count({ field: '/companyProfile/companyName' }), 2)
      assert.is(await count({ customerId: contoso }), 7)
      assert.is(await count({ customerId: '00000000-0000-4000-8000-000000000000' }), 0)
      assert.is(await count({ company: 'zoe & s' }), 5)
      assert.is(await count({ company: 'CELIK' }), 5)
      assert.is(await count({ company: 'contoso' }), 2)
      assert.is(await count({ from: '2026-01-12', until: '2026-01-13' }), 2)
      assert.is(await count({ from: '2026-01-12T10:00:00.001Z' }), 3)
      assert.is(await count({ asOf: '2026-01-11' }), 3)
      assert.is(await count({ asOf: { recordedAt: Date.parse('2026-02-28T00:00:00Z') } }), 0)
    })
  )

  queries('given a date, then the account and the permissions are those at its end', () =>
    given(contosoStory, async (world) => {
      const options = (asOf: string): QueryOptions => ({ asOf, atLeast: endOf(world) })
      const account = async (asOf: string) => answered(await world.queries.account(contoso, options(asOf)))?.account
      assert.is(await account('2025-12-16'), undefined)
      assert.is((await account('2026-01-10'))?.companyProfile.companyName, 'Contoso, Ltd.')
      assert.is((await account('2026-01-11'))?.companyProfile.companyName, 'Zöe & Søn Çelik')
      assert.equal((await account('2026-01-12'))?.purchasePermissions, {
        AzureReservedInstances: true,
        AzureSavingsPlan: true
      })
      const permissions = async (asOf: string) =>
        answered(await world.queries.purchasePermissions(options(asOf))).rows.map(
          ({ companyName, resource }) => `${companyName}: ${resource}`
        )
      assert.equal(await permissions('2026-01-09'), [])
      assert.equal(await permissions('2026-01-10'), ['Contoso, Ltd.: AzureReservedInstances'])
      assert.equal(await permissions('2026-01-13'), ['Zöe & Søn Çelik: AzureSavingsPlan'])
      assert.equal(await permissions('2026-01-14T09:59:59Z'), ['Zöe & Søn Çelik: AzureSavingsPlan'])
      assert.equal(await permissions('2026-01-14T10:00:00Z'), [])
    })
  )

  queries('given intervals, then each says who opened and closed it, and why', () =>
    given(contosoStory, async (world) => {
      const intervals = answered(await world.queries.purchasePermissionIntervals(contoso, { atLeast: endOf(world) }))
      assert.equal(
        intervals.map(({ resource, granted, grant: opened, revocation }) => [
          resource,
          granted,
          opened && new Date(opened.at).toISOString(),
          opened?.reason?.code,
          revocation && new Date(revocation.at).toISOString(),
          revocation?.reason?.code
        ]),
        [
          [
            'AzureReservedInstances',
            false,
            '2026-01-10T10:00:00.000Z',
            'ContractSigned',
            '2026-01-13T10:00:00.000Z',
            'CreditRisk'
          ],
          [
            'AzureSavingsPlan',
            false,
            '2026-01-12T10:00:00.000Z',
            'ContractSigned',
            '2026-01-14T10:00:00.000Z',
            'CreditRisk'
          ]
        ]
      )
      assert.is(intervals[0]?.evidence?.offer, 'AzurePlan')
    })
  )

  queries('given a moment, then intervals are those that had begun, open where they ended later', () =>
    given(contosoStory, async (world) => {
      const shown = async (asOf: QueryOptions['asOf'] & (string | object)) => {
        const options = { atLeast: endOf(world), asOf }
        const intervals = answered(await world.queries.purchasePermissionIntervals(contoso, options))
        return intervals.map(({ resource, granted, revocation }) => [resource, granted, revocation === null])
      }
      assert.equal(await shown('2026-01-09'), [])
      assert.equal(await shown('2026-01-10'), [['AzureReservedInstances', true, true]])
      assert.equal(await shown('2026-01-12'), [
        ['AzureReservedInstances', true, true],
        ['AzureSavingsPlan', true, true]
      ])
      assert.equal(await shown('2026-01-13'), [
        ['AzureReservedInstances', false, false],
        ['AzureSavingsPlan', true, true]
      ])
      const { position: end } = endOf(world)
      assert.is((await shown({ position: end })).length, 2)
      const invalid = await world.queries.purchasePermissionIntervals(contoso, { asOf: 'no such time' })
      assert.is(invalid.outcome === 'failed' && invalid.failure.type, 'InvalidQuery')
    })
  )

  queries(
    'given a directory that is elsewhere and behind, then what needs its names waits for it, and says how far it got',
    () =>
      given(contosoStory, async ({ store, queries: here, ...world }) => {
        const atLeast = { ...endOf(world as CustomerWorld), timeout: 30 }
        answered(await here.activityLog({ atLeast: endOf(world as CustomerWorld) }))
        const reached = position(1n, 1n)
        const behind: ReadModelStore = {
          ...store,
          members: () => async () =>
            E.map((all: ReadonlyArray<Member>) =>
              all.map((one) => (one.name === 'customer-directory' ? { ...one, group: 'elsewhere' } : one))
            )(await store.members()()),
          partitions: (group) => (group === 'elsewhere' ? async () => E.right(1) : store.partitions(group)),
          checkpoint: (group) =>
            group === 'elsewhere'
              ? async () => E.right({ sequence: 1, position: reached, landmark: undefined })
              : store.checkpoint(group)
        }
        const there = createCustomerQueries(behind)
        const notReached = { type: 'NotReached', projection: 'customer-directory', wanted: atLeast.position, reached }
        for (const late of [
          await there.activityLog({ atLeast, company: 'contoso' }),
          await there.purchasePermissions({ atLeast })
        ])
          assert.equal(late.outcome === 'failed' && late.failure, notReached)
        answered(await there.activityLog({ atLeast }))
      })
  )

  queries('given a store that does not answer any more, then a token is given up all the same', () =>
    given(contosoStory, async ({ store, ...world }) => {
      const silent: ReadModelStore = { ...store, members: () => () => new Promise<never>(() => {}) }
      const atLeast = { ...endOf(world as CustomerWorld), timeout: 10 }
      const late = await createCustomerQueries(silent).account(contoso, { atLeast })
      assert.is(late.outcome === 'failed' && late.failure.type, 'NotReached')
    })
  )

  queries('given a customer whose events wait for a fix, then every row of it says since when, and no other', () =>
    given(
      async (world) => {
        await executeExamples(world)
        world.setTime('2026-11-02T00:00:00Z')
        const unreadable = { type: 'BillingInfoUpdated', data: '{}', metadata: '{}' }
        world.log.store(`customer-${contoso}`, [{ ...unreadable, eventId: commandId() }])
      },
      async (world) => {
        const atLeast = endOf(world)
        const parkedSince = Date.parse('2026-11-02T00:00:00Z')
        const all = { limit: 1000 }
        const directory = answered(await world.queries.directory({ ...all, atLeast })).rows
        const permissions = answered(
          await world.queries.purchasePermissions({ ...all, atLeast, grantedOnly: false })
        ).rows
        const log = answered(await world.queries.activityLog({ ...all, atLeast })).rows
        for (const rows of [directory, permissions, log])
          for (const row of rows) assert.is(row.parkedSince, row.customerId === contoso ? parkedSince : null)
        assert.ok([directory, permissions, log].every((rows) => rows.some(({ customerId }) => customerId === contoso)))
        assert.is(answered(await world.queries.account(contoso))?.parkedSince, parkedSince)
        const past = await world.queries.account(contoso, { asOf: '2026-10-01' })
        assert.is(answered(past)?.parkedSince ?? parkedSince, parkedSince)
        const waiting = await world.queries.account(contoso, { atLeast })
        assert.is(waiting.outcome === 'failed' && waiting.failure.type, 'CustomerParked')
      }
    )
  )

  queries('given the list of customers, then it is searched without accents and read page by page', () =>
    given(
      async (world) => {
        await executeExamples(world)
      },
      async (world) => {
        const atLeast = endOf(world)
        const all: string[] = []
        let after: string | undefined
        do {
          const page = answered(await world.queries.directory({ atLeast, limit: 5, ...(after && { after }) }))
          all.push(...page.rows.map(({ customerId }) => customerId))
          after = page.next
        } while (after !== undefined)
        const accounts = world.log.records.filter(({ type }) => type === 'CustomerRegistered')
        assert.is(all.length, accounts.length)
        assert.is(new Set(all).size, all.length)
        const ireland = answered(await world.queries.directory({ atLeast, country: 'ie' })).rows
        assert.ok(ireland.length > 0 && ireland.every(({ country }) => country === 'IE'))
        const found = answered(await world.queries.directory({ atLeast, search: 'CONTOSO' })).rows
        assert.ok(found.length > 0 && found.every(({ companyName }) => /contoso/i.test(companyName)))
      }
    )
  )

  queries('given a token that is not reached in time, then the failure says so', () =>
    given(contosoStory, async (world) => {
      const wanted = position(9_000_000_000n, 9_000_000_000n)
      const late = await world.queries.account(contoso, { atLeast: { position: wanted, timeout: 30 } })
      assert.is(late.outcome === 'failed' && late.failure.type, 'NotReached')
    })
  )
})
