import {
  type CustomerApplication,
  createCustomerApplication,
  type EventStore,
  type Outcome
} from '@accountable/domain/application'
import { position, revision } from '@accountable/domain/kernel'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { sha1, sha256 } from '../domain/digests.js'

/** A store in which nothing is ever kept: what is asked here is what becomes of inputs, and of the memory they take. */
const forgetful: EventStore = {
  readStream: () => TE.right([]),
  readStreamBackwards: () => TE.right([]),
  appendToStream: () => TE.right({ revision: revision(0), position: position(1n, 1n) })
}

let drawn = 0

export const openDoor = (): CustomerApplication =>
  createCustomerApplication({
    eventStore: forgetful,
    clock: () => Date.parse('2026-06-01T00:00:00.000Z'),
    newId: () => `00000000-0000-4000-8000-${(drawn++).toString(16).padStart(12, '0')}`,
    sha1,
    sha256
  })

const paths =
  /^(|type|customerId|commandId|expectedRevision|issuedAt|source|traceparent|correlationId|causationId|confirm(\.\d+)?|reason(\.(code|text|ticket))?|actor(\.(kind|id|userPrincipalName|tenantId|roles(\.\d+)?))?|data(\.[A-Za-z0-9]+)*)$/

/** What is wrong with this answer to an input, if anything is. */
export const flaw = (outcome: Outcome): string | undefined => {
  if (outcome.outcome === 'failed') return `failed: ${outcome.cause}`
  if (outcome.outcome !== 'refused' || outcome.rejection.type !== 'InvalidCommand') return undefined
  const { problems } = outcome.rejection
  if (problems.length === 0) return 'InvalidCommand without a problem'
  if (new Set(problems.map(({ path }) => path)).size !== problems.length) return 'a path twice'
  for (const { path, code, message } of problems) {
    if (!paths.test(path)) return `a path that is not the codec's: ${path.slice(0, 100)}`
    if (!/^[A-Z][A-Za-z]+$/.test(code)) return `a code that is none: ${code.slice(0, 100)}`
    if (!/^expected .{3,250}$/u.test(message)) return `a message that says nothing: ${message.slice(0, 100)}`
  }
  return undefined
}
