import { billingFields, type CustomerAccount, companyFields } from '@accountable/domain/customer'
import { type AccountOrNothing, type FieldChange, type FieldValue, fieldChanges } from './field-changes.js'

const unescapeToken = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~')

type Node = Record<string, unknown>

const set = (node: Node, key: string, value: unknown): void => {
  Object.defineProperty(node, key, { value, writable: true, enumerable: true, configurable: true })
}

const put = (root: Node, pointer: string, value: FieldValue): void => {
  const keys = pointer.slice(1).split('/').map(unescapeToken)
  let node = root
  for (const key of keys.slice(0, -1)) {
    if (!Object.hasOwn(node, key)) set(node, key, {})
    node = node[key] as Node
  }
  set(node, keys.at(-1) ?? '', value)
}

/** Every field that an account has, holding nothing. */
const blankAccount = (): Node => {
  const account: Node = { customerId: null, commerceId: null }
  for (const field of companyFields) put(account, `/companyProfile/${field}`, null)
  for (const field of billingFields) put(account, `/billingProfile/${field}`, null)
  return {
    ...account,
    relationshipToPartner: null,
    allowDelegatedAccess: null,
    customDomains: {},
    associatedPartnerId: null,
    purchasePermissions: {}
  }
}

const accountOfLeaves = (leaves: ReadonlyMap<string, FieldValue>): AccountOrNothing => {
  if (!leaves.has('/customerId')) return undefined
  const account = blankAccount()
  for (const [pointer, value] of leaves) put(account, pointer, value)
  const company = account['companyProfile'] as Node
  const address = Object.values(company['address'] as Node).some((leaf) => leaf !== null) ? company['address'] : null
  return {
    ...account,
    companyProfile: { ...company, address },
    customDomains: Object.values(account['customDomains'] as Node) // whole numbers as keys come in their order
  } as unknown as CustomerAccount
}

/**
 * The account with these changes made to it: `apply(a, fieldChanges(a, b))` is `b`, whichever of them is older. From nothing
 * it makes an account, and to nothing it comes back where the changes take the customer's id away. A company address
 * without any value is no address.
 */
export const apply = (account: AccountOrNothing, changes: ReadonlyArray<FieldChange>): AccountOrNothing => {
  const leaves = new Map(fieldChanges(undefined, account).map(({ path, to }) => [path, to]))
  for (const { path, to } of changes) {
    if (to === null) leaves.delete(path)
    else leaves.set(path, to)
  }
  return accountOfLeaves(leaves)
}
