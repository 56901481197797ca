import { defaultCountryRules } from '@accountable/domain/country'
import { commandTypes, isAllowed } from '@accountable/domain/customer'
import {
  defaultPolicy,
  mayExport,
  mayIssue,
  mayRead,
  newestPagePolicy,
  type Policy,
  type Role,
  roles,
  seedPagePolicy
} from '@accountable/domain/policy'
import { actor, commandBuilders, uuid } from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const t = suite('the role matrix')

type Matrix = Readonly<Record<(typeof commandTypes)[number], ReadonlyArray<Role>>>

const register: ReadonlyArray<Role> = ['AdminAgent', 'SalesAgent', 'UserManagementAdmin']
const toggle: ReadonlyArray<Role> = ['AdminAgent']
const others = { RegisterCustomer: register, GrantPurchasePermission: toggle, RevokePurchasePermission: toggle }

/** Who may do what, written out once more, edition by edition (partner-center.md §5). */
const editions: ReadonlyArray<readonly [Policy, string, Matrix]> = [
  [
    seedPagePolicy,
    'partner-center-2023-01',
    {
      ...others,
      UpdateCompanyDetails: ['GlobalAdmin', 'SalesAgent'],
      UpdateBillingInfo: ['GlobalAdmin', 'SalesAgent']
    }
  ],
  [
    newestPagePolicy,
    'partner-center-2024',
    {
      ...others,
      UpdateCompanyDetails: ['AdminAgent', 'SalesAgent', 'HelpdeskAgent'],
      UpdateBillingInfo: ['AdminAgent', 'SalesAgent']
    }
  ],
  [
    defaultPolicy,
    'accountable-1',
    {
      ...others,
      UpdateCompanyDetails: ['GlobalAdmin', 'AdminAgent', 'SalesAgent', 'HelpdeskAgent'],
      UpdateBillingInfo: ['GlobalAdmin', 'AdminAgent', 'SalesAgent']
    }
  ]
]

t('there are six roles', () => {
  assert.equal(roles, [
    'GlobalAdmin',
    'AdminAgent',
    'SalesAgent',
    'HelpdeskAgent',
    'BillingAdmin',
    'UserManagementAdmin'
  ])
})

for (const [policy, version, matrix] of editions) {
  t(`${version}: each role may issue what its edition says, and nothing else`, () => {
    assert.is(policy.version, version)
    assert.is(policy.countryChangeAllowed, false)
    for (const type of commandTypes) {
      for (const role of roles) {
        assert.is(mayIssue(policy, type, [role]), matrix[type].includes(role), `${role} ${type}`)
      }
    }
  })
}

t('who may see the log is part of each edition', () => {
  assert.equal(seedPagePolicy.activityLog.toSorted(), roles.toSorted())
  assert.equal(newestPagePolicy.activityLog, ['AdminAgent'])
  assert.equal(defaultPolicy.activityLog, ['AdminAgent'])
})

t('an actor may do what any of its roles may; one without roles, or with unknown ones, nothing', () => {
  for (const [policy, , matrix] of editions) {
    for (const type of commandTypes) {
      assert.is(mayIssue(policy, type, roles), true)
      assert.is(mayIssue(policy, type, ['Cook', ...matrix[type].slice(-1)]), true)
      for (const nobody of [[], ['Cook'], ['adminagent'], [''], ['constructor']]) {
        assert.is(mayIssue(policy, type, nobody), false)
      }
    }
  }
})

t('a command that a policy does not name is nobody’s', () => {
  for (const type of ['RenameCustomer', 'toString', '__proto__', 'constructor', '']) {
    assert.is(mayIssue(defaultPolicy, type, roles), false)
  }
})

t('an embedding team’s own policy decides, and the tenant is asked beside it', () => {
  const policy: Policy = { ...defaultPolicy, version: 'team-1', commands: { RegisterCustomer: ['BillingAdmin'] } }
  const command = commandBuilders.RegisterCustomer({ actor: actor({ roles: ['BillingAdmin'] }) })
  const options = { policy, countryRules: defaultCountryRules }
  assert.is(isAllowed(options, command), true)
  assert.is(isAllowed(options, { ...command, type: 'UpdateBillingInfo' }), false)
  assert.is(isAllowed(options, { ...command, actor: actor() }), false)
  const tenant = { ...options, partnerTenantId: uuid(0xabc).toUpperCase() }
  const from = (tenantId: string | null) => ({ ...command, actor: { ...command.actor, tenantId } })
  assert.is(isAllowed(tenant, from(uuid(0xabc))), true)
  assert.is(isAllowed(tenant, from(uuid(1))), false)
  assert.is(isAllowed(tenant, from(null)), true)
})

t('the logs are for those whom the edition names, every other read model for every role that there is', () => {
  for (const [policy] of editions) {
    for (const role of roles) {
      for (const log of ['activity-log', 'attempts']) {
        assert.is(mayRead(policy, [role], log), policy.activityLog.includes(role), `${role} ${log}`)
      }
      assert.is(mayRead(policy, ['Cook', role], 'customer-directory'), true)
      assert.is(mayExport(policy, [role]), policy.activityLog.includes(role))
    }
    for (const nobody of [[], ['Cook']]) {
      for (const model of ['activity-log', 'customer-directory']) assert.not(mayRead(policy, nobody, model))
      assert.not(mayExport(policy, nobody))
    }
  }
})

t.run()
