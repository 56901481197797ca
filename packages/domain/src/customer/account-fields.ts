/**
 * The fields of a customer's account, as RFC 6901 pointers: what can change, what a change is called, and which of them
 * belong to a person (design §4). One table, because comparing, lifting and printing must agree.
 */
const addressFields = [
  'country',
  'region',
  'state',
  'city',
  'district',
  'postalCode',
  'addressLine1',
  'addressLine2',
  'addressLine3',
  'firstName',
  'middleName',
  'lastName',
  'phoneNumber',
  'emailAddress'
]

/** Fields of the billing profile, relative to it. */
export const billingFields: ReadonlyArray<string> = [
  'id',
  'firstName',
  'lastName',
  'email',
  'culture',
  'language',
  'companyName',
  ...addressFields.map((field) => `defaultAddress/${field}`)
]

/** Fields of the company profile, relative to it. */
export const companyFields: ReadonlyArray<string> = [
  'tenantId',
  'domain',
  'companyName',
  'organizationRegistrationNumber',
  'email',
  ...addressFields.map((field) => `address/${field}`)
]

const personalNames = new Set([
  'firstName',
  'middleName',
  'lastName',
  'email',
  'emailAddress',
  'phoneNumber',
  'addressLine1',
  'addressLine2',
  'addressLine3',
  'organizationRegistrationNumber'
])

/** Whether the value at this pointer of the account belongs to a person. */
export const isPersonalField = (pointer: string): boolean =>
  personalNames.has(pointer.slice(pointer.lastIndexOf('/') + 1))
