import type { CustomerCommand, CustomerState } from '@accountable/domain/customer'

const collapsed = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ')
/** What is left of a code when letter case and punctuation are not looked at. */
const bare = (text: string): string =>
  collapsed(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

const codes = new Set([
  'country',
  'state',
  'postalCode',
  'culture',
  'language',
  'email',
  'emailAddress',
  'domain',
  'customDomains'
])
const notCompared = new Set(['attributes'])

const saysSame = (field: string, said: unknown, known: unknown): boolean => {
  if (typeof said === 'string' && typeof known === 'string') {
    if (field === 'phoneNumber') return bare(said).endsWith(bare(known))
    return codes.has(field) ? bare(said) === bare(known) : collapsed(said) === known
  }
  if (Array.isArray(said) && Array.isArray(known)) {
    return said.length >= known.length && said.every((item) => known.some((other) => saysSame(field, item, other)))
  }
  if (typeof said !== 'object' || typeof known !== 'object' || said === null || known === null) return said === known
  return Object.entries(said).every(
    ([key, value]) => notCompared.has(key) || saysSame(key, value, (known as Record<string, unknown>)[key])
  )
}

/** A second opinion, by another way than the library's, on whether a command says only what the account says already. */
export const echoes = (command: CustomerCommand, state: CustomerState): boolean => {
  if (state.type === 'NotRegistered') return false
  switch (command.type) {
    case 'RegisterCustomer': {
      const { id, companyProfile, customDomains, ...data } = command.data
      const company = { ...companyProfile, tenantId: id }
      return saysSame(
        '',
        { ...data, companyProfile: company, customDomains: customDomains ?? [], customerId: id },
        state
      )
    }
    case 'UpdateCompanyDetails': {
      const { companyName, organizationRegistrationNumber } = command.data
      return saysSame('', { companyName, organizationRegistrationNumber }, state.companyProfile)
    }
    case 'UpdateBillingInfo': {
      const { id, ...profile } = command.data
      return (id === null || id === state.billingProfile.id) && saysSame('', profile, state.billingProfile)
    }
    case 'GrantPurchasePermission':
      return state.purchasePermissions[command.data.resource]
    case 'RevokePurchasePermission':
      return !state.purchasePermissions[command.data.resource]
  }
}
