import type { EventMetadata } from '../kernel/event.js'
import type { PersonalLeaf } from '../kernel/personal-leaves.js'
import { type Digest, uuidV5 } from '../kernel/uuid.js'
import { billingFields, companyFields, isPersonalField } from './account-fields.js'
import type { CustomerEvent } from './events.js'

const personalOf = (fields: ReadonlyArray<string>, root: string): ReadonlyArray<string> =>
  fields.filter(isPersonalField).map((field) => `${root}/${field}`)

const billingLeaves = personalOf(billingFields, '/data/billingProfile')

const dataLeaves = {
  CustomerRegistered: [...billingLeaves, ...personalOf(companyFields, '/data/companyProfile')],
  CompanyDetailsUpdated: ['/data/companyDetails/organizationRegistrationNumber'],
  BillingInfoUpdated: billingLeaves
} as const

/** The subject of a person who is the billing contact: derived from the command that named them, from nothing personal. */
const contactSubject =
  (sha1: Digest) =>
  (customerId: string, contact: string): string =>
    `contact:${uuidV5(sha1)(customerId, contact)}`

/** The personal values of a command's metadata: the actor's own, and what was noted about the customer (design §4). */
export const metadataLeaves = (customerId: string, actorId: string | undefined): ReadonlyArray<PersonalLeaf> => [
  ...(actorId === undefined ? [] : [{ pointer: '/metadata/actor/userPrincipalName', subject: `actor:${actorId}` }]),
  { pointer: '/metadata/reason/text', subject: `notes:${customerId}` },
  { pointer: '/metadata/payloadHash', subject: `notes:${customerId}` }
]

/** Which values of a customer's event are personal, and whose: new values the contact's in force, old values the old one's. */
export const personalLeavesOf =
  (sha1: Digest) =>
  (event: CustomerEvent, metadata: EventMetadata): ReadonlyArray<PersonalLeaf> => {
    const { customerId } = event.data
    const notes = metadataLeaves(customerId, metadata.actor.id)
    if (event.type === 'PurchasePermissionGranted' || event.type === 'PurchasePermissionRevoked') return notes
    const subjectOf = contactSubject(sha1)
    const subject = subjectOf(customerId, event.data.contact)
    const previous = event.type === 'BillingInfoUpdated' ? event.data.previousContact : null
    const previousSubject = previous === null ? subject : subjectOf(customerId, previous)
    const changes = event.type === 'CustomerRegistered' ? [] : event.data.changes
    return [
      ...dataLeaves[event.type].map((pointer) => ({ pointer, subject })),
      ...changes.flatMap(({ path }, index) =>
        isPersonalField(path)
          ? [
              { pointer: `/data/changes/${index}/from`, subject: previousSubject },
              { pointer: `/data/changes/${index}/to`, subject }
            ]
          : []
      ),
      ...notes
    ]
  }
