import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Outcome } from '@accountable/domain/application'
import { type Accounts, openAccounts } from '@accountable/examples/embedding/accounts'
import { changeBillingEmail } from '@accountable/examples/embedding/change-billing-email'
import { closeAccounts } from '@accountable/examples/embedding/close-accounts'
import { execute } from '@accountable/examples/embedding/execute'
import { permissionDesk } from '@accountable/examples/embedding/permission-desk'
import { respond } from '@accountable/examples/embedding/respond'
import { runReadModels } from '@accountable/examples/embedding/run-read-models'
import { reach } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'

const kim = { subject: 'u-kim', userName: 'kim@partner.example', groups: ['csp-sales', 'chess-club'] }
const olga = { subject: 'u-olga', userName: 'olga@partner.example', groups: ['tenant-owners'] }
const ada = { subject: 'u-ada', userName: 'ada@partner.example', groups: ['csp-admins'] }

let root = ''
let accounts: Accounts
let readModels: ReturnType<typeof runReadModels>
let customer: { readonly id: string }

const ids = () => ({ customerId: customer.id, commandId: randomUUID(), issuedAt: new Date().toISOString() })

const embedding = suite('the page for backend teams', undefined, { timeout: 60_000 })
embedding.before(async () => {
  root = await mkdtemp(join(tmpdir(), 'accountable-embedding-'))
  const file = await readFile(new URL('../../../examples/data/customers.json', import.meta.url), 'utf8')
  customer = (JSON.parse(file) as { items: [{ id: string }] }).items[0]
  const { EVENTSTOREDB_URL, DATABASE_URL } = process.env
  process.env['EVENTSTOREDB_URL'] = process.env['DATABASE_URL'] = ''
  accounts = await openAccounts(join(root, 'db'))
  for (const [name, url] of Object.entries({ EVENTSTOREDB_URL, DATABASE_URL })) {
    if (url === undefined) delete process.env[name]
    else process.env[name] = url
  }
  readModels = runReadModels(accounts)
})
embedding.after(async () => {
  await closeAccounts(accounts, readModels)
  await rm(root, { recursive: true })
})

embedding('given a session with a role, when it registers a customer twice, then it happened once', async () => {
  const command = { type: 'RegisterCustomer', ...ids(), data: customer }
  assert.is(respond(await execute(accounts.application, kim, command)).status, 200)
  const again = await execute(accounts.application, kim, command)
  assert.equal([again.outcome, again.replayed], ['accepted', true])
})

embedding('given a changed e-mail address, then the account that is read has it', async () => {
  const answer = await changeBillingEmail(accounts, kim, customer.id, 'bills@contoso.example')
  assert.ok('value' in answer && answer.outcome === 'answered')
  assert.is(answer.value?.account.billingProfile.email, 'bills@contoso.example')
  assert.is(answer.value?.revision, '1')
})

embedding('given the policy of the page, then an admin agent may not grant, and a global admin may', async () => {
  const grant = {
    type: 'GrantPurchasePermission',
    reason: { code: 'ContractSigned' },
    data: {
      resource: 'AzureSavingsPlan',
      partnerPaysAcknowledged: true,
      evidence: { subscriptionId: randomUUID(), offer: 'AzurePlan', checkedAt: new Date().toISOString() }
    }
  }
  assert.is(respond(await execute(accounts.application, ada, { ...grant, ...ids() })).status, 403)
  const granted = await execute(accounts.application, olga, { ...grant, ...ids() })
  assert.is(granted.outcome, 'accepted', JSON.stringify(granted))
  const position = granted.outcome === 'accepted' ? granted.position : ''
  assert.ok(E.isRight(await reach(accounts.stores.readModels, permissionDesk.name, { position, timeout: 20_000 })()))
  const [row] = await accounts.stores.sql.query('SELECT * FROM accountable.permission_desk')
  assert.equal([row?.['customer_id'], Number(row?.['toggles'])], [customer.id, 1])
})

embedding('given rows that are up to date, then the probe says so', () => {
  assert.equal(readModels.ready(), { status: 200, body: { status: 'ready', findings: [] } })
})

embedding('given the outcomes that remain, then each has its status', async () => {
  const invalid = await execute(accounts.application, kim, { type: 'RegisterCustomer' })
  assert.is(respond(invalid).status, 400)
  const unknown = {
    ...ids(),
    customerId: randomUUID(),
    type: 'RevokePurchasePermission',
    reason: { code: 'CreditRisk' }
  }
  const refused = await execute(accounts.application, ada, { ...unknown, data: { resource: 'AzureSavingsPlan' } })
  assert.is(respond(refused).status, 404)
  const stale = { ...ids(), type: 'UpdateCompanyDetails', expectedRevision: '0', data: { companyName: 'Contoso Two' } }
  assert.is(respond(await execute(accounts.application, kim, stale)).status, 409)
  let tries = 0
  const away: Accounts['application'] = {
    ...accounts.application,
    execute: async (): Promise<Outcome> => {
      tries += 1
      return { outcome: 'failed', commandId: '', replayed: false, cause: 'StoreUnavailable', retryable: true }
    }
  }
  assert.is(respond(await execute(away, kim, stale, 2)).status, 503)
  assert.is(tries, 2)
})
embedding.run()
