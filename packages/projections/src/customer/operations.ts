import type { CustomerEvent } from '@accountable/domain/customer'

/** Microsoft's operation types (partner-center.md §6.2), and the words that its activity log shows for them. */
export const operations = {
  add_customer: 'Add customer',
  update_company_info: 'Update company info',
  update_customer_billing_profile: 'Update customer billing profile',
  create_self_serve_policy: 'Create customer purchase permissions',
  update_self_serve_policy: 'Update customer purchase permissions',
  delete_self_serve_policy: 'Delete customer purchase permissions',
  unknown: 'Unknown command'
} as const
export type Operation = keyof typeof operations

/**
 * One policy holds a customer's permissions: the first grant creates it, the last revocation deletes it, what is between
 * updates it (partner-center.md §4.2, §9.9). `permissions` is how many there were before the event.
 */
export const operationOf = ({ type }: CustomerEvent, permissions: number): Operation => {
  switch (type) {
    case 'CustomerRegistered':
      return 'add_customer'
    case 'CompanyDetailsUpdated':
      return 'update_company_info'
    case 'BillingInfoUpdated':
      return 'update_customer_billing_profile'
    case 'PurchasePermissionGranted':
      return permissions === 0 ? 'create_self_serve_policy' : 'update_self_serve_policy'
    case 'PurchasePermissionRevoked':
      return permissions <= 1 ? 'delete_self_serve_policy' : 'update_self_serve_policy'
    default:
      return 'unknown'
  }
}

const byCommand: Readonly<Record<string, Operation>> = {
  RegisterCustomer: 'add_customer',
  UpdateCompanyDetails: 'update_company_info',
  UpdateBillingInfo: 'update_customer_billing_profile',
  GrantPurchasePermission: 'create_self_serve_policy',
  RevokePurchasePermission: 'delete_self_serve_policy'
}

/** What an attempt would have been: nothing happened, so there is no policy to count permissions of. */
export const attemptedOperation = (commandType: string): Operation => byCommand[commandType] ?? 'unknown'
