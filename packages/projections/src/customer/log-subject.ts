import { type CustomerEvent, type PurchaseResource, PurchaseResource as Resource } from '@accountable/domain/customer'
import * as t from 'io-ts'
import { type RowOf, table } from '../table.js'
import { customerOf, type RecordedFact } from './customer-event.js'
import { searchKey } from './text-key.js'

/** What a log must know of a customer when something happens to it: how it is called, and what it may purchase. */
export const subjectTable = (name: string) =>
  table({
    name,
    kind: 'current',
    comment: 'What the log knows of each customer: its name and its purchase permissions after the last event.',
    row: t.strict({
      customerId: t.string,
      companyName: t.string,
      searchKey: t.string,
      granted: t.readonlyArray(Resource)
    }),
    comments: {
      customerId: 'Id of the customer.',
      companyName: 'Name of the company.',
      searchKey: 'The name without case, accents and widths.',
      granted: 'The purchase permissions that hold, a JSON list.'
    },
    customer: 'customerId'
  })

export type LogSubject = RowOf<ReturnType<typeof subjectTable>>

const including = (granted: LogSubject['granted'], resource: PurchaseResource): LogSubject['granted'] =>
  granted.includes(resource) ? granted : granted.concat(resource)

const withGranted = (
  { customerId, companyName, searchKey: key }: LogSubject,
  granted: LogSubject['granted']
): LogSubject => ({ customerId, companyName, searchKey: key, granted })

const changed = (before: LogSubject | undefined, { event, stored }: RecordedFact): LogSubject | undefined => {
  if (before === undefined) {
    if (event.type !== 'CustomerRegistered' || stored.revision !== 0n) return undefined
    const { companyName } = event.data.companyProfile
    return { customerId: customerOf({ stored }), companyName, searchKey: searchKey(companyName), granted: [] }
  }
  switch (event.type) {
    case 'CompanyDetailsUpdated': {
      const { companyName } = event.data.companyDetails
      return companyName === before.companyName
        ? before
        : { customerId: before.customerId, companyName, searchKey: searchKey(companyName), granted: before.granted }
    }
    case 'PurchasePermissionGranted':
      return withGranted(before, including(before.granted, event.data.resource))
    case 'PurchasePermissionRevoked':
      return withGranted(
        before,
        before.granted.filter((one) => one !== event.data.resource)
      )
    default:
      return before
  }
}

/** What was answered last, and to what: both logs ask the same of most facts, and so keep one object. */
let askedOf: CustomerEvent | undefined
let askedAfter: LogSubject | undefined
let answer: LogSubject | undefined

/** The subject after a fact; the very same object where nothing of this changed. */
export const subjectAfter = (before: LogSubject | undefined, fact: RecordedFact): LogSubject | undefined => {
  if (askedOf === fact.event && askedAfter === before) return answer
  const after = changed(before, fact)
  askedOf = fact.event
  askedAfter = before
  answer = after
  return after
}
