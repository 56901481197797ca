import * as E from 'fp-ts/lib/Either.js'
import type { CountryRules } from '../country/index.js'
import type { Decider } from '../kernel/decider.js'
import { mayIssue, type Policy } from '../policy/index.js'
import { billingFields } from './account-fields.js'
import { changedFields } from './changed-fields.js'
import type {
  CustomerCommand,
  GrantPurchasePermission,
  RegisterCustomer,
  RevokePurchasePermission,
  UpdateBillingInfo,
  UpdateCompanyDetails
} from './commands.js'
import type { ChangedField, CustomerEvent } from './events.js'
import {
  normaliseBillingProfile,
  normaliseCompanyDetails,
  normaliseDomain,
  normaliseEvidence,
  normaliseRegistration
} from './normalise.js'
import {
  changedBillingId,
  changedCompanyIds,
  forbiddenCountryChange,
  missingReason,
  registrationDifferences,
  ruleViolated,
  staleRevision,
  unavailable,
  unconfirmed
} from './refusals.js'
import type { CustomerRejection } from './rejections.js'
import { billingViolations, companyNameWarnings, companyViolations, registrationFindings } from './rules.js'
import { type CustomerState, evolve, initialState, type RegisteredCustomer } from './state.js'
import type { PurchaseResource } from './values/purchase-permission.js'

/** What decisions depend on beside command and state; all of it is data. */
export interface DeciderOptions {
  readonly policy: Policy
  readonly countryRules: CountryRules
  /** The partner's own e-mail domains: no customer's contact has an address there. */
  readonly partnerDomains?: ReadonlyArray<string>
  /** Where set, actors of any other tenant are refused: one store serves one partner. */
  readonly partnerTenantId?: string
}

type Decision = E.Either<CustomerRejection, ReadonlyArray<CustomerEvent>>

const refuse = (rejection: CustomerRejection): Decision => E.left(rejection)
const accept = (event: CustomerEvent): Decision => E.right([event])
const alreadySo: Decision = E.right([])

/** Whether the actor may issue this command at all: known from command and policy alone, before anything is read. */
export const isAllowed = (
  { policy, partnerTenantId }: DeciderOptions,
  { type, actor }: Pick<CustomerCommand, 'type' | 'actor'>
): boolean =>
  mayIssue(policy, type, actor.roles) &&
  (partnerTenantId === undefined || actor.tenantId === null || actor.tenantId === partnerTenantId.toLowerCase())

/** The write model of a customer: pure and total; the order of its questions is the business's (design §3). */
export const createCustomerDecider = (
  options: DeciderOptions
): Decider<CustomerCommand, CustomerState, CustomerEvent, CustomerRejection> => {
  const { policy, countryRules } = options
  const partnerDomains = (options.partnerDomains ?? []).map(normaliseDomain)

  const decide = (command: CustomerCommand, state: CustomerState): Decision => {
    if (!isAllowed(options, command)) return refuse({ type: 'RoleNotAllowed' })
    if (command.type === 'RegisterCustomer') return register(command, state)
    if (state.type === 'NotRegistered') return refuse({ type: 'CustomerNotRegistered' })
    const stale = staleRevision(command.expectedRevision, state)
    if (stale !== undefined) return refuse(stale)
    switch (command.type) {
      case 'UpdateCompanyDetails':
        return updateCompanyDetails(command, state)
      case 'UpdateBillingInfo':
        return updateBillingInfo(command, state)
      case 'GrantPurchasePermission':
        return grantPurchasePermission(command, state)
      case 'RevokePurchasePermission':
        return revokePurchasePermission(command, state)
    }
  }

  /** Facts are imported, not negotiated: a rule that they break is noted. */
  const register = (command: RegisterCustomer, state: CustomerState): Decision => {
    const facts = normaliseRegistration(countryRules, command.data)
    if (state.type === 'Registered') {
      const differences = registrationDifferences(state, facts)
      return differences.length === 0 ? alreadySo : refuse({ type: 'CustomerAlreadyRegistered', differences })
    }
    const { commandId, data } = command
    const warnings = registrationFindings(countryRules, partnerDomains, facts)
    const etag = data.billingProfile.attributes?.etag ?? null
    return accept({ type: 'CustomerRegistered', data: { ...facts, etag, warnings, contact: commandId } })
  }

  const updateCompanyDetails = (command: UpdateCompanyDetails, customer: RegisteredCustomer): Decision => {
    const proposed = normaliseCompanyDetails(command.data)
    const { country } = customer.billingProfile.defaultAddress
    const warnings = companyNameWarnings('data.companyName', proposed.companyName)
    const refused =
      changedCompanyIds(command, customer) ??
      ruleViolated(companyViolations(countryRules, 'data', country, proposed)) ??
      unconfirmed(command.confirm, warnings)
    if (refused !== undefined) return refuse(refused)

    const changes = changedFields('/companyProfile', Object.keys(proposed), customer.companyProfile, proposed)
    if (changes.length === 0) return alreadySo
    const { customerId, contact } = customer
    const confirmed = warnings.map(({ code }) => code)
    return accept({
      type: 'CompanyDetailsUpdated',
      data: { customerId, companyDetails: proposed, changes, confirmed, contact }
    })
  }

  const updateBillingInfo = (command: UpdateBillingInfo, customer: RegisteredCustomer): Decision => {
    const submitted = normaliseBillingProfile(countryRules, command.data)
    const warnings = companyNameWarnings('data.companyName', submitted.companyName)
    const refused =
      changedBillingId(command, customer) ??
      forbiddenCountryChange(policy, submitted, customer) ??
      ruleViolated([
        ...missingReason(command, submitted, customer),
        ...billingViolations(countryRules, partnerDomains, 'data', submitted)
      ]) ??
      unconfirmed(command.confirm, warnings)
    if (refused !== undefined) return refuse(refused)

    const proposed = { ...submitted, id: customer.billingProfile.id }
    const changes = changedFields('/billingProfile', billingFields, customer.billingProfile, proposed)
    if (changes.length === 0) return alreadySo
    const renamed = changes.some(({ path }) => contactNames.includes(path))
    const { customerId } = customer
    return accept({
      type: 'BillingInfoUpdated',
      data: {
        customerId,
        billingProfile: proposed,
        changes,
        confirmed: warnings.map(({ code }) => code),
        contact: renamed ? command.commandId : customer.contact,
        previousContact: renamed ? customer.contact : null
      }
    })
  }

  const grantPurchasePermission = (command: GrantPurchasePermission, customer: RegisteredCustomer): Decision => {
    const { resource, partnerPaysAcknowledged } = command.data
    if (command.data.evidence === null) return refuse({ type: 'PurchasingNotAvailable', cause: 'NoEvidence' })
    const evidence = normaliseEvidence(command.data.evidence)
    const refused = unavailable(countryRules, resource, evidence, customer)
    if (refused !== undefined) return refuse(refused)
    if (customer.purchasePermissions[resource]) return alreadySo
    const { customerId } = customer
    const changes = [toggled(resource, true)]
    return accept({
      type: 'PurchasePermissionGranted',
      data: { customerId, resource, evidence, partnerPaysAcknowledged, changes }
    })
  }

  /** Taking risk away must always be possible: nothing but the role is asked. */
  const revokePurchasePermission = (
    { data: { resource } }: RevokePurchasePermission,
    { customerId, purchasePermissions }: RegisteredCustomer
  ): Decision =>
    purchasePermissions[resource]
      ? accept({
          type: 'PurchasePermissionRevoked',
          data: { customerId, resource, changes: [toggled(resource, false)] }
        })
      : alreadySo

  return { initialState, decide, evolve }
}

/** Whose change names another contact (design §4). */
const contactNames: ReadonlyArray<string> = ['/billingProfile/firstName', '/billingProfile/lastName']

const toggled = (resource: PurchaseResource, to: boolean): ChangedField => ({
  path: `/purchasePermissions/${resource}`,
  from: !to,
  to
})
