import { type AttemptEvent, attemptStream, encodeAttemptEvent } from '@accountable/domain/application'
import type { BillingProfile } from '@accountable/domain/customer'
import { type EventMetadata, type JsonObject, revision, type StoredEvent } from '@accountable/domain/kernel'
import { eventMetadata } from '@accountable/domain/testing'
import { crowd, customerEvent, customerFeed } from '../benchmark/projections/customer-events.js'

const customers = 500
const stepsOfEach = 6
/** As many facts as attempts, in turns. */
const events = 2 * customers * stepsOfEach

/** What few events and customers have, so that somebody who looks for it passes by many others. */
export const rare = {
  actor: '00000000-0000-4000-8000-0000000000aa',
  company: 'Fabrikam',
  country: 'DE',
  relationship: 'advisor',
  refusedField: '/billingProfile/culture'
}

const customerOf = (n: number): string => customerEvent(n % customers).streamName.slice('customer-'.length)
const isRare = (customer: number): boolean => customer % 100 === 5

/** One with few things in common with the others; and one like the others, of whom commands were refused. */
export const rareCustomer = customerOf(5)
export const usualCustomer = customerOf(1)

interface FactData {
  readonly billingProfile?: BillingProfile
  readonly companyProfile?: object
  readonly companyDetails?: object
}

const rareData = (data: FactData): object => ({
  ...data,
  ...(data.billingProfile && {
    billingProfile: {
      ...data.billingProfile,
      defaultAddress: { ...data.billingProfile.defaultAddress, country: rare.country }
    }
  }),
  ...(data.companyDetails && { companyDetails: { ...data.companyDetails, companyName: rare.company } }),
  ...(data.companyProfile && {
    companyProfile: { ...data.companyProfile, companyName: rare.company },
    relationshipToPartner: rare.relationship
  })
})

type Told = Omit<StoredEvent, 'position' | 'created' | 'eventId'>

/** Ten customers at a time live their first six events. */
const fact = (n: number): Told => {
  const [group, within] = [Math.floor(n / (10 * stepsOfEach)), n % (10 * stepsOfEach)]
  const customer = group * 10 + (within % 10)
  const event = customerEvent(Math.floor(within / 10) * crowd + customer)
  return isRare(customer) ? { ...event, data: rareData(event.data as FactData) as never } : event
}

/** One in five is a refusal, one in a hundred a summary; one refusal in two hundred names the rare field. */
const attemptOf = (n: number): AttemptEvent => {
  const customerId = customerOf(n)
  if (n % 100 === 0)
    return { type: 'RefusalsSummarised', data: { customerId, count: 7, since: '2026-01-05', until: '2026-01-05' } }
  if (n % 5 !== 1)
    return { type: 'CommandUnchanged', data: { customerId, commandType: 'UpdateBillingInfo', revision: '0' } }
  const path = n % 1000 === 1 ? 'data.culture' : 'data.email'
  const rejection = { type: 'InvalidCommand' as const, problems: [{ path, code: 'Required' as const, message: '' }] }
  return {
    type: 'CommandRefused',
    data: { customerId, commandType: 'UpdateBillingInfo', rejection, remembered: false }
  }
}

const attempt = (n: number): Told => ({
  ...encodeAttemptEvent(attemptOf(n), eventMetadata()),
  streamName: attemptStream(customerOf(n)),
  revision: revision(Math.floor(n / customers))
})

/** The nth of the events, at its place in the log; now and then somebody else did it. */
export const variedEvent = (n: number): StoredEvent => {
  const { position, created, eventId } = customerEvent(n)
  const event = n % 2 === 0 ? fact(n / 2) : attempt((n - 1) / 2)
  const { actor } = event.metadata as unknown as EventMetadata
  const metadata = {
    ...(event.metadata as JsonObject),
    issuedAt: new Date(created).toISOString(),
    ...(n % 400 < 2 ? { actor: { ...actor, id: rare.actor } } : {})
  }
  return { ...event, metadata: metadata as JsonObject, position, created, eventId }
}

export const lastPosition = variedEvent(events - 1).position

/** Six events of each of five hundred customers, and as many attempts, most of which found everything so already. */
export const variedFeed = () => customerFeed(events, variedEvent)
