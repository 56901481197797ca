import type { PurchaseResource } from '@accountable/domain/customer'
import { type OperationName, operationName, operationNames } from '@accountable/projections/customer'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'

const one: PurchaseResource = 'AzureReservedInstances'
const other: PurchaseResource = 'AzureSavingsPlan'

const held = {
  'no permission': [],
  'this one': [one],
  'the other one': [other],
  'both, this one first': [one, other],
  'both, this one last': [other, one],
  'this one, named twice': [one, one]
} satisfies Readonly<Record<string, ReadonlyArray<PurchaseResource>>>
type Held = keyof typeof held

const names = suite('what an operation is called')

const sameForAll = (types: ReadonlyArray<string>, expected: OperationName): void => {
  for (const type of types)
    for (const [before, granted] of Object.entries(held))
      for (const resource of [one, undefined]) assert.is(operationName(type, granted, resource), expected, before)
}

names('a registration and the two updates have one name each, whatever is granted', () => {
  sameForAll(['RegisterCustomer', 'CustomerRegistered'], 'add_customer')
  sameForAll(['UpdateCompanyDetails', 'CompanyDetailsUpdated'], 'update_company_info')
  sameForAll(['UpdateBillingInfo', 'BillingInfoUpdated'], 'update_customer_billing_profile')
})

names('what this code does not know has a name that says so', () => {
  sameForAll(['unknown', '', 'CustomerFrozen', 'toString', '__proto__'], 'unknown')
})

for (const type of ['GrantPurchasePermission', 'PurchasePermissionGranted'])
  names(`${type} creates the policy where nothing was held, and else updates it`, () => {
    for (const [before, granted] of Object.entries(held))
      for (const resource of [one, undefined]) {
        const expected = before === 'no permission' ? 'create_self_serve_policy' : 'update_self_serve_policy'
        assert.is(operationName(type, granted, resource), expected, `${before}, ${resource}`)
      }
  })

/** Whether a revocation is the last one: of this resource, and where nobody says of which. */
const isLast: Readonly<Record<Held, { readonly ofThisOne: boolean; readonly ofAny: boolean }>> = {
  'no permission': { ofThisOne: true, ofAny: true },
  'this one': { ofThisOne: true, ofAny: true },
  'the other one': { ofThisOne: false, ofAny: true },
  'both, this one first': { ofThisOne: false, ofAny: false },
  'both, this one last': { ofThisOne: false, ofAny: false },
  'this one, named twice': { ofThisOne: true, ofAny: false }
}

for (const type of ['RevokePurchasePermission', 'PurchasePermissionRevoked'])
  names(`${type} deletes the policy where nothing else is held, and else updates it`, () => {
    const nameOf = (last: boolean): OperationName => (last ? 'delete_self_serve_policy' : 'update_self_serve_policy')
    for (const [before, { ofThisOne, ofAny }] of Object.entries(isLast)) {
      const granted = held[before as Held]
      assert.is(operationName(type, granted, one), nameOf(ofThisOne), before)
      assert.is(operationName(type, granted), nameOf(ofAny), `${before}, of nobody knows which`)
    }
  })

names('every name is one of the list, and every one of the list is used', () => {
  const types = ['RegisterCustomer', 'UpdateCompanyDetails', 'UpdateBillingInfo', 'GrantPurchasePermission']
  const used = [...types, 'RevokePurchasePermission', 'unknown'].flatMap((type) =>
    [[], [one, other]].map((granted) => operationName(type, granted))
  )
  assert.equal([...new Set(used)].toSorted(), [...operationNames].toSorted())
})

names.run()
