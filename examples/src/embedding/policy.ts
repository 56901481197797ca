import { defaultPolicy, type Policy } from '@accountable/domain/policy'

/** Here only a Global admin lets a customer purchase. Whoever may take that away again stays as it was. */
export const policy: Policy = {
  ...defaultPolicy,
  version: 'partner.example-1',
  commands: { ...defaultPolicy.commands, GrantPurchasePermission: ['GlobalAdmin'] }
}
