/** The partner's roles that matter here (partner-center.md §5). An actor has any number of them. */
export const roles = [
  'GlobalAdmin',
  'AdminAgent',
  'SalesAgent',
  'HelpdeskAgent',
  'BillingAdmin',
  'UserManagementAdmin'
] as const
export type Role = (typeof roles)[number]
