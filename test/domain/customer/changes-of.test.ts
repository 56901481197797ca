import { changesOf } from '@accountable/domain/customer'
import { billingInfoUpdated, customerRegistered, purchasePermissionGranted } from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import { suite } from '../../kit/kit.js'

const t = suite('the fields that an event changed')

t('are those that it says', () => {
  for (const event of [billingInfoUpdated(), purchasePermissionGranted()]) {
    assert.equal(changesOf(event), event.data.changes)
  }
})

t('are all that a registration fills, from nothing', () => {
  const changes = changesOf(customerRegistered())
  for (const { from, to } of changes) {
    assert.is(from, null)
    assert.is.not(to, null)
  }
  const paths = changes.map(({ path }) => path)
  assert.is(new Set(paths).size, paths.length)
  for (const path of ['/commerceId', '/companyProfile/companyName', '/billingProfile/defaultAddress/city']) {
    assert.ok(paths.includes(path), path)
  }
  const kim = { relationshipToPartner: 'advisor', associatedPartnerId: '4567890' }
  const { length } = changesOf(customerRegistered({ ...kim, allowDelegatedAccess: null }))
  assert.is(length, changes.length)
})

t.run()
