import type { Outcome } from '@accountable/domain/application'
import type { PurchaseResource } from '@accountable/domain/customer'
import { type Revision, revision } from '@accountable/domain/kernel'
import {
  grantPurchasePermission,
  type Overrides,
  registerCustomer,
  revokePurchasePermission,
  submitted,
  updateBillingInfo,
  updateCompanyDetails,
  uuid
} from '@accountable/domain/testing'
import * as assert from 'uvu/assert'
import type { CustomerWorld } from './customer-world.js'

type Command = Parameters<typeof submitted>[0]

/** Who does it, and why. */
type By = Overrides<Pick<Command, 'actor' | 'reason'>>

interface Facts extends By {
  readonly country?: string
  readonly relationshipToPartner?: string | null
}

interface Update extends By {
  /** The customer's own if not given. */
  readonly expectedRevision?: Revision
  /** Accepted if not given. */
  readonly expected?: Outcome['outcome']
}

type Billing = Overrides<Parameters<typeof updateBillingInfo>[0] & object>['data'] & object

let commands = 0

/** What people do to customers, each at its moment. What comes out otherwise than expected is another story, and fails. */
export const deeds = ({ application }: CustomerWorld) => {
  const does = async (command: Command, expected: Outcome['outcome'] = 'accepted'): Promise<void> => {
    const outcome = await application.execute(submitted(command))
    assert.is(outcome.outcome, expected, JSON.stringify(outcome))
  }

  const newEnvelope = (customerId: string, issuedAt: string) => ({
    customerId,
    commandId: uuid(0x7000_0000 + ++commands),
    issuedAt
  })

  const currentRevision = async (customerId: string): Promise<Revision> => {
    const loaded = await application.load(customerId)
    return revision(loaded.type === 'loaded' ? BigInt(loaded.revision) : 0n)
  }

  const updated = async (customerId: string, issuedAt: string, { expected: _expected, ...update }: Update) => ({
    ...newEnvelope(customerId, issuedAt),
    expectedRevision: await currentRevision(customerId),
    ...update
  })

  return {
    register: (customerId: string, companyName: string, issuedAt: string, facts: Facts = {}) => {
      const { country = 'US', relationshipToPartner = 'reseller', ...by } = facts
      const data = {
        id: customerId,
        companyProfile: { tenantId: customerId, companyName },
        billingProfile: { defaultAddress: { country } },
        relationshipToPartner
      }
      return does(registerCustomer({ ...newEnvelope(customerId, issuedAt), ...by, data }))
    },
    rename: async (customerId: string, companyName: string, issuedAt: string, update: Update = {}) => {
      const data = { companyName, organizationRegistrationNumber: null }
      const about = await updated(customerId, issuedAt, update)
      await does(updateCompanyDetails({ ...about, data }), update.expected)
    },
    bill: async (customerId: string, data: Billing, issuedAt: string, update: Update = {}) => {
      const about = await updated(customerId, issuedAt, update)
      await does(updateBillingInfo({ ...about, data }), update.expected)
    },
    grant: (customerId: string, resource: PurchaseResource, issuedAt: string, by: By = {}) =>
      does(grantPurchasePermission({ ...newEnvelope(customerId, issuedAt), ...by, data: { resource } })),
    revoke: (customerId: string, resource: PurchaseResource, issuedAt: string, by: By = {}) =>
      does(revokePurchasePermission({ ...newEnvelope(customerId, issuedAt), ...by, data: { resource } }))
  }
}
