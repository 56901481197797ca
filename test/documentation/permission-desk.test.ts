import { nodeEnvironment } from '@accountable/adapters/environment'
import { type CustomerEvent, createCustomerEventEncoder } from '@accountable/domain/customer'
import {
  customerId,
  customerRegistered,
  expectRight,
  purchasePermissionGranted,
  purchasePermissionRevoked,
  storedEvent
} from '@accountable/domain/testing'
import { permissionDesk } from '@accountable/examples/embedding/permission-desk'
import { decodeCustomerFeed } from '@accountable/projections/customer'
import { givenEvents } from '@accountable/projections/testing'
import { suite } from '../kit/kit.js'

const encode = createCustomerEventEncoder(nodeEnvironment.sha1)
const recorded = (event: CustomerEvent, at: number) =>
  expectRight(decodeCustomerFeed(storedEvent(encode, event, { at })), 'a stored event')
const desk = suite('the permission desk')

desk('given a grant and a revocation, then they are counted', async () => {
  const lastAt = Date.parse('2026-01-05T09:12:44.120Z')
  await givenEvents(...[customerRegistered(), purchasePermissionGranted(), purchasePermissionRevoked()].map(recorded))
    .projectedBy(permissionDesk)
    .hasRows({ desk: [{ customerId, toggles: 2, lastAt }] })
})
desk.run()
