import { readFile } from 'node:fs/promises'
import { commandTypes } from '@accountable/domain/customer'
import { problemsOf } from '@accountable/domain/kernel'
import { type Policy, type Role, roles } from '@accountable/domain/policy'
import { extendType, option, optional, string } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

const keyed = <Name extends string, A>(names: ReadonlyArray<Name>, value: A): Readonly<Record<Name, A>> =>
  Object.fromEntries(names.map((name) => [name, value])) as Record<Name, A>

const RolesJson: t.Type<ReadonlyArray<Role>, unknown> = t.readonlyArray(t.keyof(keyed(roles, null)))

/** A policy as a file holds it. A command that it does not name is nobody's; a role or a command that nobody knows is a mistake. */
const PolicyJson: t.Type<Policy, unknown> = t.type({
  version: t.string,
  commands: t.record(t.string, RolesJson),
  activityLog: RolesJson,
  countryChangeAllowed: t.boolean
})

const knownCommands: ReadonlyArray<string> = commandTypes

const readPolicy = async (file: string): Promise<Policy> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`--policy: ${file} cannot be read`)
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Error(`--policy: ${file} is not JSON`)
  }
  const policy = PolicyJson.decode(json)
  if (E.isLeft(policy)) {
    const problems = problemsOf(policy.left).map(({ path, message }) => `${path} ${message}`)
    throw new Error(`--policy: ${file} is no policy: ${problems.join('; ')}`)
  }
  const unknown = Object.keys(policy.right.commands).find((name) => !knownCommands.includes(name))
  if (unknown !== undefined) throw new Error(`--policy: ${file} commands: expected ${knownCommands.join(', ')}`)
  return policy.right
}

export const policyOption = option({
  long: 'policy',
  description: 'a JSON file that says who may do what: version, commands, activityLog, countryChangeAllowed',
  type: optional(extendType(string, { displayName: 'FILE', from: readPolicy }))
})
