import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { envelopeFields } from '../kernel/command.js'
import { isJsonObject, type JsonObject } from '../kernel/json.js'
import { type Problem, problemsOf } from '../kernel/problem.js'
import { Uuid } from '../kernel/uuid.js'
import { type CustomerCommand, commandCodecs, commandTypes } from './commands.js'

const Envelope = t.strict(envelopeFields, 'a command')

const typeOf = (input: unknown): CustomerCommand['type'] | undefined => {
  const type = isJsonObject(input) ? input['type'] : undefined
  return commandTypes.find((known) => known === type)
}

const memberOf = (value: unknown, key: string): unknown => (isJsonObject(value) ? value[key] : undefined)

/** A registration is about the customer whom the envelope names; its own ids say the same or nothing. */
const mismatches = (input: JsonObject): ReadonlyArray<Problem> => {
  const customerId = Uuid.decode(input['customerId'])
  if (input['type'] !== 'RegisterCustomer' || E.isLeft(customerId)) return []
  const { data } = input
  const ids = {
    'data.id': memberOf(data, 'id'),
    'data.companyProfile.tenantId': memberOf(memberOf(data, 'companyProfile'), 'tenantId')
  }
  return Object.entries(ids).flatMap(([path, value]) => {
    const id = Uuid.decode(value)
    const differs = E.isRight(id) && id.right !== customerId.right
    return differs ? [{ path, code: 'Mismatch', message: 'expected the customerId' }] : []
  })
}

const ofUnknownType = (input: JsonObject): ReadonlyArray<Problem> => {
  const { type } = input
  const code = type === undefined || type === null ? 'Required' : 'UnknownValue'
  const envelope = Envelope.decode(input)
  return [
    { path: 'type', code, message: `expected one of ${commandTypes.join(', ')}` },
    ...(E.isLeft(envelope) ? problemsOf(envelope.left) : [])
  ]
}

/**
 * Plain data as a command, or everything that is wrong with it; it asks for shape and syntax only. Total for what JSON can
 * say: `execute` makes plain data of any input first.
 */
export const decodeCommand = (input: unknown): E.Either<ReadonlyArray<Problem>, CustomerCommand> => {
  if (!isJsonObject(input)) return E.left([{ path: '', code: 'WrongType', message: 'expected a command: an object' }])
  const type = typeOf(input)
  if (type === undefined) return E.left(ofUnknownType(input))
  const decoded: E.Either<t.Errors, CustomerCommand> = commandCodecs[type].decode(input)
  const problems = [...(E.isLeft(decoded) ? problemsOf(decoded.left) : []), ...mismatches(input)]
  return E.isRight(decoded) && problems.length === 0 ? decoded : E.left(problems)
}
