import type { PurchaseResource } from '@accountable/domain/customer'

/** Microsoft's names for what this library records (partner-center.md §6.2), and one for what it has no name for. */
export const operationNames = [
  'add_customer',
  'update_company_info',
  'update_customer_billing_profile',
  'create_self_serve_policy',
  'update_self_serve_policy',
  'delete_self_serve_policy',
  'unknown'
] as const
export type OperationName = (typeof operationNames)[number]

/**
 * The operation that a command or event is. Both permissions of a customer are one self-serve policy: the first grant creates
 * it, the last revocation deletes it, what is between updates it (partner-center.md §4.2). `granted` is what held before; a
 * refused command does not say which resource it meant, and is judged by what held alone.
 */
export const operationName = (
  type: string,
  granted: ReadonlyArray<PurchaseResource>,
  resource?: PurchaseResource
): OperationName => {
  switch (type) {
    case 'RegisterCustomer':
    case 'CustomerRegistered':
      return 'add_customer'
    case 'UpdateCompanyDetails':
    case 'CompanyDetailsUpdated':
      return 'update_company_info'
    case 'UpdateBillingInfo':
    case 'BillingInfoUpdated':
      return 'update_customer_billing_profile'
    case 'GrantPurchasePermission':
    case 'PurchasePermissionGranted':
      return granted.length === 0 ? 'create_self_serve_policy' : 'update_self_serve_policy'
    case 'RevokePurchasePermission':
    case 'PurchasePermissionRevoked': {
      const isLast = resource === undefined ? granted.length <= 1 : granted.every((one) => one === resource)
      return isLast ? 'delete_self_serve_policy' : 'update_self_serve_policy'
    }
    default:
      return 'unknown'
  }
}
