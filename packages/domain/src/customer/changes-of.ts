import { billingFields, companyFields } from './account-fields.js'
import { changedFields } from './changed-fields.js'
import type { ChangedField, CustomerEvent, RegisteredFacts } from './events.js'

/** What a registration says of the relationship itself; the last three are never personal. */
const registrationChanges = (facts: RegisteredFacts): ReadonlyArray<ChangedField> => [
  ...changedFields('/companyProfile', companyFields, null, facts.companyProfile),
  ...changedFields('/billingProfile', billingFields, null, facts.billingProfile),
  ...changedFields(
    '',
    ['commerceId', 'relationshipToPartner', 'allowDelegatedAccess', 'associatedPartnerId'],
    null,
    facts
  )
]

/** The fields that an event changed, with old and new values; a registration changes each from nothing. */
export const changesOf = (event: CustomerEvent): ReadonlyArray<ChangedField> =>
  event.type === 'CustomerRegistered' ? registrationChanges(event.data) : event.data.changes
