import type { Policy } from './policy.js'

const register = ['AdminAgent', 'SalesAgent', 'UserManagementAdmin'] as const
const toggle = ['AdminAgent'] as const

/** The page of 10 January 2023: *Global admin | Sales agent* update account info; every role sees the log until March. */
export const seedPagePolicy: Policy = {
  version: 'partner-center-2023-01',
  commands: {
    RegisterCustomer: register,
    UpdateCompanyDetails: ['GlobalAdmin', 'SalesAgent'],
    UpdateBillingInfo: ['GlobalAdmin', 'SalesAgent'],
    GrantPurchasePermission: toggle,
    RevokePurchasePermission: toggle
  },
  activityLog: ['GlobalAdmin', 'BillingAdmin', 'UserManagementAdmin', 'AdminAgent', 'SalesAgent', 'HelpdeskAgent'],
  countryChangeAllowed: false
}

/** The newest text: *Sales agent | Admin agent* update account info, Helpdesk agents edit customer details. */
export const newestPagePolicy: Policy = {
  version: 'partner-center-2024',
  commands: {
    RegisterCustomer: register,
    UpdateCompanyDetails: ['AdminAgent', 'SalesAgent', 'HelpdeskAgent'],
    UpdateBillingInfo: ['AdminAgent', 'SalesAgent'],
    GrantPurchasePermission: toggle,
    RevokePurchasePermission: toggle
  },
  activityLog: ['AdminAgent'],
  countryChangeAllowed: false
}

/** The default: the newest text, and Global admins as the seed page names them. Only Admin agents ever toggle permissions. */
export const defaultPolicy: Policy = {
  ...newestPagePolicy,
  version: 'accountable-1',
  commands: {
    ...newestPagePolicy.commands,
    UpdateCompanyDetails: ['GlobalAdmin', 'AdminAgent', 'SalesAgent', 'HelpdeskAgent'],
    UpdateBillingInfo: ['GlobalAdmin', 'AdminAgent', 'SalesAgent']
  }
}
