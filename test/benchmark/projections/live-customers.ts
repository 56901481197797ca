import { randomUUID } from 'node:crypto'
import type { CustomerAccount } from '@accountable/domain/customer'
import type { CustomerQueries } from '@accountable/projections/customer'
import { perSecond } from '../benchmark.js'
import {
  type CustomerApplication,
  registerCustomer,
  updateBillingInfo,
  updateCompanyDetails
} from '../eventstoredb/customers.js'

/** Milliseconds; far beyond what is asked for, so that a late row is measured and not missed. */
const patience = 60_000

/** Executes a command that must be accepted, and answers its consistency token. */
export const accepted = async (application: CustomerApplication, command: object): Promise<string> => {
  const answer = await application.execute(command)
  if (answer.outcome !== 'accepted') throw new Error(`not expected: ${JSON.stringify(answer)}`)
  return answer.position
}

/** So many customers, by their ids, once somebody who reads sees the last of them. */
export const registered = async (
  application: CustomerApplication,
  reader: CustomerQueries,
  count: number
): Promise<ReadonlyArray<string>> => {
  const ids = Array.from({ length: count }, () => randomUUID())
  const left = [...ids]
  await perSecond(count, 32, async () => void (await accepted(application, registerCustomer(left.pop() ?? ''))))
  const last = randomUUID()
  const position = await accepted(application, registerCustomer(last))
  const answer = await reader.account(last, { atLeast: { position, timeout: patience } })
  if (answer.outcome === 'failed') throw new Error(`not expected: ${answer.failure.type}`)
  return ids
}

/** A customer's first change, to a value of its own, and where the account shows it: billing and company in turns. */
export const firstChange = (n: number, customerId: string) => {
  const value = `Reyes ${n}`
  return n % 2 === 0
    ? {
        command: updateBillingInfo(customerId, 0n, value),
        value,
        shownBy: ({ billingProfile }: CustomerAccount) => billingProfile.lastName
      }
    : {
        command: updateCompanyDetails(customerId, 0n, value),
        value,
        shownBy: ({ companyProfile }: CustomerAccount) => companyProfile.companyName
      }
}

/** Asks for the account with the command's token, and rejects where the answer does not show what the command did. */
export const seen = async (
  reader: CustomerQueries,
  customerId: string,
  position: string,
  { value, shownBy }: ReturnType<typeof firstChange>
): Promise<void> => {
  const answer = await reader.account(customerId, { atLeast: { position, timeout: patience } })
  if (answer.outcome === 'failed') throw new Error(`not expected: ${answer.failure.type}`)
  const account = answer.value?.account
  if (account === undefined || shownBy(account) !== value) throw new Error(`${value} is not shown: ${position}`)
}
