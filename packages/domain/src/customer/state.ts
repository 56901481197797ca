import type { Personal } from '../kernel/personal-data.js'
import { type Revision, revision } from '../kernel/revision.js'
import type { ChangedField, CustomerEvent, RegisteredFacts } from './events.js'
import type { PurchasePermissions } from './values/purchase-permission.js'

/** Nobody of that id was registered; what comes before a registration moves the revision and nothing else. */
export interface NotRegistered {
  readonly type: 'NotRegistered'
  readonly revision: Revision | undefined
}

/** What decisions about a customer need. */
export interface RegisteredCustomer extends RegisteredFacts {
  readonly type: 'Registered'
  /** Of the last event. */
  readonly revision: Revision
  readonly purchasePermissions: PurchasePermissions
  /** The commandId that first named the billing contact in force. */
  readonly contact: string
  /** For each field that ever changed, the revision that changed it last: what a RevisionConflict answers from. */
  readonly lastChanged: Readonly<Record<string, Revision>>
}

export type CustomerState = NotRegistered | RegisteredCustomer

export const initialState: CustomerState = { type: 'NotRegistered', revision: undefined }

const changed = (
  customer: RegisteredCustomer,
  changes: ReadonlyArray<ChangedField>,
  at: Revision
): Pick<RegisteredCustomer, 'revision' | 'lastChanged'> => ({
  revision: at,
  lastChanged: { ...customer.lastChanged, ...Object.fromEntries(changes.map(({ path }) => [path, at])) }
})

/** The state after an event. Total: an event that cannot follow moves the revision and nothing else. */
export const evolve = (state: CustomerState, event: CustomerEvent): CustomerState => {
  const next = revision(state.revision === undefined ? 0n : state.revision + 1n)
  if (state.type === 'NotRegistered') {
    if (event.type !== 'CustomerRegistered') return { type: 'NotRegistered', revision: next }
    const { etag: _etag, warnings: _warnings, ...facts } = event.data
    return {
      type: 'Registered',
      ...facts,
      revision: next,
      purchasePermissions: { AzureReservedInstances: false, AzureSavingsPlan: false },
      lastChanged: {}
    }
  }
  switch (event.type) {
    case 'CompanyDetailsUpdated':
      return {
        ...state,
        ...changed(state, event.data.changes, next),
        companyProfile: { ...state.companyProfile, ...event.data.companyDetails },
        contact: event.data.contact
      }
    case 'BillingInfoUpdated':
      return {
        ...state,
        ...changed(state, event.data.changes, next),
        billingProfile: event.data.billingProfile,
        contact: event.data.contact
      }
    case 'PurchasePermissionGranted':
    case 'PurchasePermissionRevoked':
      return {
        ...state,
        ...changed(state, event.data.changes, next),
        purchasePermissions: {
          ...state.purchasePermissions,
          [event.data.resource]: event.type === 'PurchasePermissionGranted'
        }
      }
    default: // a second registration, or what the types do not know
      return { ...state, revision: next }
  }
}

/** What `load` answers and every read model of the account agrees with. */
export interface CustomerAccount extends RegisteredFacts {
  readonly purchasePermissions: PurchasePermissions
}

/** A personal value as its account shows it. */
export type PersonalText = Personal<string>

/** The account, without what only decisions need. */
export const accountOf = (customer: RegisteredCustomer): CustomerAccount => {
  const { type: _type, revision: _revision, contact: _contact, lastChanged: _lastChanged, ...account } = customer
  return account
}
