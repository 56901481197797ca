import * as E from 'fp-ts/lib/Either.js'
import { isJsonObject } from '../kernel/json.js'
import { type Problem, problemsOf } from '../kernel/problem.js'
import { type CustomerCommand, commandCodecs, commandTypes } from './commands.js'

const typeOf = (input: unknown): CustomerCommand['type'] | undefined => {
  const type = isJsonObject(input) ? input['type'] : undefined
  return commandTypes.find((known) => known === type)
}

/** A registration is about the customer whom the envelope names; its own ids say the same or nothing. */
const mismatches = (command: CustomerCommand): ReadonlyArray<Problem> => {
  if (command.type !== 'RegisterCustomer') return []
  const { id, companyProfile } = command.data
  const differs = (value: string | null): boolean => value !== null && value !== command.customerId
  const problem = (path: string): Problem => ({ path, code: 'Mismatch', message: 'expected the customerId' })
  return [
    ...(differs(id) ? [problem('data.id')] : []),
    ...(differs(companyProfile.tenantId) ? [problem('data.companyProfile.tenantId')] : [])
  ]
}

/** Input of any kind as a command, or everything that is wrong with it. Total; it asks for shape and syntax only. */
export const decodeCommand = (input: unknown): E.Either<ReadonlyArray<Problem>, CustomerCommand> => {
  if (!isJsonObject(input)) return E.left([{ path: '', code: 'WrongType', message: 'expected a command: an object' }])
  const type = typeOf(input)
  if (type === undefined) {
    return E.left([{ path: 'type', code: 'UnknownValue', message: `expected one of ${commandTypes.join(', ')}` }])
  }
  const decoded = commandCodecs[type].decode(input)
  if (E.isLeft(decoded)) return E.left(problemsOf(decoded.left))
  const problems = mismatches(decoded.right)
  return problems.length === 0 ? E.right(decoded.right) : E.left(problems)
}
