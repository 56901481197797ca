export {
  actor,
  billingProfile,
  customerId,
  partnerCenterCustomer,
  partnerTenantId,
  purchaseEvidence,
  uuid
} from './builders/account-builders.js'
export {
  commandBuilders,
  grantPurchasePermission,
  registerCustomer,
  registrationId,
  revokePurchasePermission,
  submitted,
  updateBillingInfo,
  updateCompanyDetails
} from './builders/command-builders.js'
export {
  billingInfoUpdated,
  companyDetailsUpdated,
  customerRegistered,
  eventBuilders,
  purchasePermissionGranted,
  purchasePermissionRevoked
} from './builders/event-builders.js'
export type { Overrides } from './builders/overrides.js'
export { confirmationRequired, ruleViolated } from './builders/rejection-builders.js'
export type { MetadataToStore } from './builders/stored-event-builders.js'
export { eventMetadata, storedEvent } from './builders/stored-event-builders.js'
export type { ContractCase } from './contract-case.js'
export { differences } from './differences.js'
export type { OpenedEventStore } from './event-store-contract/opened-event-store.js'
export { eventStoreContract } from './event-store-contract.js'
export { expectEqual, expectLeft, expectRight, expectThat } from './expectations.js'
export type { Given, Then, When } from './specification.js'
export { specificationOf, unchanged } from './specification.js'
