import type { CountryRules } from '../country/index.js'
import { formatRevision, type Revision } from '../kernel/revision.js'
import type { Policy } from '../policy/index.js'
import { billingFields, companyFields } from './account-fields.js'
import { changedFields } from './changed-fields.js'
import type { UpdateBillingInfo, UpdateCompanyDetails } from './commands.js'
import type { RegisteredFacts } from './events.js'
import { normaliseDomain } from './normalise.js'
import type {
  ConfirmationRequired,
  CountryChangeNotAllowed,
  ImmutableField,
  PurchasingNotAvailable,
  RevisionConflict,
  RuleViolated,
  RuleViolation,
  Warning
} from './rejections.js'
import { violation } from './rules.js'
import type { RegisteredCustomer } from './state.js'
import type { BillingProfile } from './values/billing-profile.js'
import type { PurchaseEvidence, PurchaseResource } from './values/purchase-permission.js'

// Each function here is one question of `decide`: nothing when the answer is no, the rejection when it is yes.

/** Did somebody else change the account after the caller read it? Without an expectation nobody asked. */
export const staleRevision = (
  expected: Revision | null,
  { revision, lastChanged }: RegisteredCustomer
): RevisionConflict | undefined =>
  expected === null || expected === revision
    ? undefined
    : {
        type: 'RevisionConflict',
        currentRevision: formatRevision(revision),
        changedFields: Object.keys(lastChanged)
          .filter((path) => (lastChanged[path] ?? -1n) > expected)
          .toSorted()
      }

const immutable = (echoed: ReadonlyArray<readonly [path: string, echoed: string | null, fact: string | null]>) => {
  const fields = echoed.filter(([, value, fact]) => value !== null && value !== fact).map(([path]) => path)
  return fields.length === 0 ? undefined : ({ type: 'ImmutableField', fields } satisfies ImmutableField)
}

/** Does UpdateCompanyDetails carry another id or domain than the customer has? An equal one is ignored. */
export const changedCompanyIds = (
  { data }: UpdateCompanyDetails,
  customer: RegisteredCustomer
): ImmutableField | undefined =>
  immutable([
    ['data.id', data.id, customer.customerId],
    ['data.tenantId', data.tenantId, customer.companyProfile.tenantId],
    ['data.commerceId', data.commerceId, customer.commerceId],
    ['data.domain', data.domain === null ? null : normaliseDomain(data.domain), customer.companyProfile.domain]
  ])

/** Does UpdateBillingInfo carry another profile id than the customer has? */
export const changedBillingId = (
  { data }: UpdateBillingInfo,
  customer: RegisteredCustomer
): ImmutableField | undefined => immutable([['data.id', data.id, customer.billingProfile.id]])

const changesCountry = (proposed: BillingProfile, { billingProfile }: RegisteredCustomer): boolean =>
  proposed.defaultAddress.country !== billingProfile.defaultAddress.country

/** Would the billing country change, where no policy allows that? */
export const forbiddenCountryChange = (
  policy: Policy,
  proposed: BillingProfile,
  customer: RegisteredCustomer
): CountryChangeNotAllowed | undefined =>
  !policy.countryChangeAllowed && changesCountry(proposed, customer) ? { type: 'CountryChangeNotAllowed' } : undefined

/** A change of country needs a reason: one more rule, told with the others. */
export const missingReason = (
  { reason }: UpdateBillingInfo,
  proposed: BillingProfile,
  customer: RegisteredCustomer
): ReadonlyArray<RuleViolation> =>
  reason === null && changesCountry(proposed, customer) ? [violation('reason', 'ReasonRequired')] : []

/** Is any rule broken? */
export const ruleViolated = (problems: ReadonlyArray<RuleViolation>): RuleViolated | undefined =>
  problems.length === 0 ? undefined : { type: 'RuleViolated', problems }

/** Is there a warning that nobody has confirmed? */
export const unconfirmed = (
  confirm: ReadonlyArray<string>,
  warnings: ReadonlyArray<Warning>
): ConfirmationRequired | undefined => {
  const open = warnings.filter(({ code }) => !confirm.includes(code))
  return open.length === 0 ? undefined : { type: 'ConfirmationRequired', warnings: open }
}

const listOf = (values: ReadonlyArray<string>): string => JSON.stringify(values.toSorted())

/** Pointers to what is different between a registration and the account as it is today. */
export const registrationDifferences = (
  customer: RegisteredCustomer,
  facts: RegisteredFacts<string>
): ReadonlyArray<string> => [
  ...changedFields('/companyProfile', companyFields, customer.companyProfile, facts.companyProfile).map(
    ({ path }) => path
  ),
  ...changedFields('/billingProfile', billingFields, customer.billingProfile, facts.billingProfile).map(
    ({ path }) => path
  ),
  ...(['commerceId', 'relationshipToPartner', 'allowDelegatedAccess', 'associatedPartnerId'] as const)
    .filter((field) => customer[field] !== facts[field])
    .map((field) => `/${field}`),
  ...(listOf(customer.customDomains) === listOf(facts.customDomains) ? [] : ['/customDomains'])
]

const eligibleOffers: ReadonlyArray<string> = ['AzurePlan', 'AzureGlobal']

/** Is there no Azure plan of this partner behind the grant, or nothing to buy in the customer's market? */
export const unavailable = (
  rules: CountryRules,
  resource: PurchaseResource,
  { offer }: PurchaseEvidence,
  { billingProfile }: RegisteredCustomer
): PurchasingNotAvailable | undefined => {
  if (!eligibleOffers.includes(offer)) return { type: 'PurchasingNotAvailable', cause: 'OfferNotEligible' }
  const { unavailableResources } = rules.ruleOf(billingProfile.defaultAddress.country)
  return unavailableResources.value.includes(resource)
    ? { type: 'PurchasingNotAvailable', cause: 'MarketNotAvailable' }
    : undefined
}
