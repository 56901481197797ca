import { Erased, revision } from '@accountable/domain/kernel'
import {
  actor,
  billingInfoUpdated,
  customerId,
  customerRegistered,
  grantPurchasePermission,
  purchaseEvidence,
  purchasePermissionGranted,
  purchasePermissionRevoked,
  revokePurchasePermission,
  unchanged
} from '@accountable/domain/testing'
import { suite } from '../../kit/kit.js'
import { given } from './given.js'

const registered = customerRegistered()
const resources = ['AzureReservedInstances', 'AzureSavingsPlan'] as const
const inCountry = (country: string) => customerRegistered({ billingProfile: { defaultAddress: { country } } })

const grant = suite('GrantPurchasePermission')

grant('a permission that is off is granted, with the evidence for it', () => {
  for (const resource of resources) {
    given([registered])
      .when(grantPurchasePermission({ data: { resource } }))
      .then([
        {
          type: 'PurchasePermissionGranted',
          data: {
            customerId,
            resource,
            evidence: purchaseEvidence(),
            partnerPaysAcknowledged: true,
            changes: [{ path: `/purchasePermissions/${resource}`, from: false, to: true }]
          }
        }
      ])
  }
})

grant('one that is on already stays on', () => {
  given([registered, purchasePermissionGranted()]).when(grantPurchasePermission()).then(unchanged)
})

grant('the two permissions are apart', () => {
  given([registered, purchasePermissionGranted({ resource: 'AzureSavingsPlan' })])
    .when(grantPurchasePermission())
    .then([purchasePermissionGranted()])
})

grant('one that was revoked can be granted again', () => {
  given([registered, purchasePermissionGranted(), purchasePermissionRevoked()])
    .when(grantPurchasePermission())
    .then([purchasePermissionGranted()])
})

grant('an Azure plan and an Azure Global subscription are evidence, however the name is spaced', () => {
  for (const offer of ['AzurePlan', 'AzureGlobal']) {
    given([registered])
      .when(grantPurchasePermission({ data: { evidence: { offer: ` ${offer} ` } } }))
      .then([purchasePermissionGranted({ evidence: purchaseEvidence({ offer }) })])
  }
})

grant('without evidence there is no grant', () => {
  given([registered])
    .when(grantPurchasePermission({ data: { evidence: null } }))
    .then({ type: 'PurchasingNotAvailable', cause: 'NoEvidence' })
})

grant('another offer is no evidence', () => {
  for (const offer of ['Microsoft365', 'azureplan', 'AzurePlan2']) {
    given([registered])
      .when(grantPurchasePermission({ data: { evidence: { offer } } }))
      .then({ type: 'PurchasingNotAvailable', cause: 'OfferNotEligible' })
  }
})

grant('where a market has no reservations, none can be granted; savings plans are asked for themselves', () => {
  given([inCountry('BR')])
    .when(grantPurchasePermission())
    .then({ type: 'PurchasingNotAvailable', cause: 'MarketNotAvailable' })
  given([inCountry('BR')])
    .when(grantPurchasePermission({ data: { resource: 'AzureSavingsPlan' } }))
    .then([purchasePermissionGranted({ resource: 'AzureSavingsPlan' })])
  for (const resource of resources) {
    given([inCountry('CN')])
      .when(grantPurchasePermission({ data: { resource } }))
      .then({ type: 'PurchasingNotAvailable', cause: 'MarketNotAvailable' })
  }
})

grant('the market is that of the billing address of today', () => {
  const moved = billingInfoUpdated({ billingProfile: { defaultAddress: { country: 'BR' } } })
  given([registered, moved])
    .when(grantPurchasePermission())
    .then({ type: 'PurchasingNotAvailable', cause: 'MarketNotAvailable' })
})

grant('evidence is asked for before offer, market, and whether it is so already', () => {
  const granted = [inCountry('BR'), purchasePermissionGranted()]
  given(granted)
    .when(grantPurchasePermission({ data: { evidence: null } }))
    .then({ type: 'PurchasingNotAvailable', cause: 'NoEvidence' })
  given(granted)
    .when(grantPurchasePermission({ data: { evidence: { offer: 'other' } } }))
    .then({ type: 'PurchasingNotAvailable', cause: 'OfferNotEligible' })
  given(granted).when(grantPurchasePermission()).then({ type: 'PurchasingNotAvailable', cause: 'MarketNotAvailable' })
})

grant('a customer whom nobody registered is granted nothing', () => {
  given([]).when(grantPurchasePermission()).then({ type: 'CustomerNotRegistered' })
})

grant('an expected revision is optional, and checked where there is one', () => {
  const later = [registered, billingInfoUpdated()]
  given(later).when(grantPurchasePermission()).then([purchasePermissionGranted()])
  given(later)
    .when(grantPurchasePermission({ expectedRevision: revision(1n) }))
    .then([purchasePermissionGranted()])
  given(later)
    .when(grantPurchasePermission({ expectedRevision: revision(0n), data: { evidence: null } }))
    .then({
      type: 'RevisionConflict',
      currentRevision: '1',
      changedFields: ['/billingProfile/defaultAddress/addressLine1']
    })
})

grant('only an Admin agent ever grants', () => {
  const others = ['GlobalAdmin', 'SalesAgent', 'HelpdeskAgent', 'BillingAdmin', 'UserManagementAdmin']
  for (const events of [[], [registered]]) {
    given(events)
      .when(grantPurchasePermission({ actor: actor({ roles: others }) }))
      .then({ type: 'RoleNotAllowed' })
  }
  given([registered])
    .when(grantPurchasePermission({ actor: actor({ roles: [...others, 'AdminAgent'] }) }))
    .then([purchasePermissionGranted()])
})

grant.run()

const revoke = suite('RevokePurchasePermission')

revoke('a permission that is on is revoked', () => {
  for (const resource of resources) {
    given([registered, purchasePermissionGranted({ resource })])
      .when(revokePurchasePermission({ data: { resource } }))
      .then([
        {
          type: 'PurchasePermissionRevoked',
          data: {
            customerId,
            resource,
            changes: [{ path: `/purchasePermissions/${resource}`, from: true, to: false }]
          }
        }
      ])
  }
})

revoke('one that is off already stays off', () => {
  given([registered]).when(revokePurchasePermission()).then(unchanged)
  given([registered, purchasePermissionGranted(), purchasePermissionRevoked()])
    .when(revokePurchasePermission())
    .then(unchanged)
  given([registered, purchasePermissionGranted({ resource: 'AzureSavingsPlan' })])
    .when(revokePurchasePermission())
    .then(unchanged)
})

revoke('nothing but the role is asked: not the market, not the account, not the revision', () => {
  const forgotten = { firstName: Erased, lastName: Erased, email: Erased, culture: 'xx' }
  given([
    customerRegistered({ billingProfile: { ...forgotten, defaultAddress: { country: 'BR', city: null } } }),
    purchasePermissionGranted()
  ])
    .when(revokePurchasePermission())
    .then([purchasePermissionRevoked()])
})

revoke('a revision that the caller insists on is checked', () => {
  given([registered, purchasePermissionGranted()])
    .when(revokePurchasePermission({ expectedRevision: revision(0n) }))
    .then({
      type: 'RevisionConflict',
      currentRevision: '1',
      changedFields: ['/purchasePermissions/AzureReservedInstances']
    })
})

revoke('a customer whom nobody registered has nothing to lose', () => {
  given([]).when(revokePurchasePermission()).then({ type: 'CustomerNotRegistered' })
})

revoke('only an Admin agent ever revokes', () => {
  given([registered, purchasePermissionGranted()])
    .when(revokePurchasePermission({ actor: actor({ roles: ['GlobalAdmin', 'SalesAgent'] }) }))
    .then({ type: 'RoleNotAllowed' })
})

revoke.run()
