export { billingFields, companyFields, isPersonalField } from './account-fields.js'
export { changesOf } from './changes-of.js'
export type { CompanyDetailsUpdate, CustomerCommand, PurchasePermissionGrant } from './commands.js'
export { commandCodecs, commandTypes, reasonCodes } from './commands.js'
export type { DeciderOptions } from './decide.js'
export { createCustomerDecider, isAllowed } from './decide.js'
export { decodeCommand } from './decode-command.js'
export { createCustomerEventEncoder, decodeCustomerEvent } from './event-codec.js'
export { eventCodecs } from './event-data.js'
export type {
  BillingInfoUpdated,
  ChangedField,
  CompanyDetailsUpdated,
  CustomerEvent,
  CustomerRegistered,
  PurchasePermissionGranted,
  PurchasePermissionRevoked,
  RegisteredFacts,
  RegistrationWarning
} from './events.js'
export type * from './rejections.js'
export { ruleCodes } from './rejections.js'
export type { CustomerAccount, CustomerState, NotRegistered, PersonalText, RegisteredCustomer } from './state.js'
export { accountOf, evolve, initialState } from './state.js'
export { customerCategory, customerStream } from './stream.js'
export type { Address, CompanyAddress } from './values/address.js'
export type { BillingProfile } from './values/billing-profile.js'
export { companyNameContainsTopLevelDomain, companyNameForbidden } from './values/company-name.js'
export type { CompanyDetails, CompanyProfile } from './values/company-profile.js'
export { contactNameForbidden } from './values/contact-name.js'
export type { PartnerCenterCustomer } from './values/partner-center-customer.js'
export type { PurchaseEvidence, PurchasePermissions } from './values/purchase-permission.js'
export { PurchaseResource, purchaseResources } from './values/purchase-permission.js'
