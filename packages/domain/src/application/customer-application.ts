import * as E from 'fp-ts/lib/Either.js'
import { defaultCountryRules } from '../country/index.js'
import { createCustomerDecider, createCustomerEventEncoder, isAllowed } from '../customer/index.js'
import { Actor } from '../kernel/actor.js'
import { formatPosition } from '../kernel/position.js'
import { defaultPolicy } from '../policy/index.js'
import { createAttemptMemory } from './attempt-memory.js'
import { type AttemptCounts, createAttemptQueue } from './attempt-queue.js'
import { decodeCommandId, decodeEnvelope, type Envelope, metadataOf } from './envelope.js'
import type { Environment } from './environment.js'
import { handleCommand } from './handle-command.js'
import { type Loaded, loadCustomer } from './load-customer.js'
import { isAnsweredFirst, type Outcome, type Refused, type Rejection } from './outcome.js'
import { payloadHash } from './payload-hash.js'
import { readCommand, type Unreadable } from './read-command.js'

export interface ExecuteOptions {
  /** Who the caller authenticated. It then is the actor, and a different one in the input is InvalidCommand. */
  readonly actor?: Omit<Actor, 'userPrincipalName' | 'tenantId'> & Partial<Actor>
}

/** The door for writing. */
export interface CustomerApplication {
  /** Decodes a command, decides it and stores what follows. The promise rejects for programmer errors only. */
  readonly execute: (input: unknown, options?: ExecuteOptions) => Promise<Outcome>
  /** Folds a customer's stream. Asks no role: who may see what is the embedding team's to decide. */
  readonly load: (customerId: string) => Promise<Loaded>
  /** Entries of attempts since the start; not recorded are commands without ids, and those that could not be written. */
  readonly attemptCounts: () => AttemptCounts
  /** Takes no more commands, waits for those that run and for the entries that are still to be written; answers the position of the last entry. */
  readonly close: () => Promise<{ readonly position?: string }>
  /** Waits until every refusal answered so far is recorded, for callers to whom the order of attempts and facts matters. */
  readonly settled: () => Promise<void>
}

const authenticated = (actor: ExecuteOptions['actor']): Actor | undefined => {
  if (actor === undefined) return undefined
  const decoded = Actor.decode(actor)
  if (E.isLeft(decoded)) throw new TypeError('execute: options.actor is not an actor')
  return decoded.right
}

/** The application over an environment; one for a process and store. */
export const createCustomerApplication = (environment: Environment): CustomerApplication => {
  const { eventStore, clock, sha1, sha256, log, maxAttempts = 32 } = environment
  const { policy = defaultPolicy, countryRules = defaultCountryRules } = environment
  const deciderOptions = { ...environment, policy, countryRules }
  const versions = { policyVersion: policy.version, countryRuleVersion: countryRules.version }
  const memory = createAttemptMemory(environment)
  const queue = createAttemptQueue(memory, environment)
  const hashOf = payloadHash(sha256)
  let recorded = 0
  let unrecorded = 0
  let closed = false

  const handle = handleCommand({
    ...environment,
    decider: createCustomerDecider(deciderOptions),
    encode: createCustomerEventEncoder(sha1),
    memory,
    versions,
    maxAttempts,
    onNotRecorded: ({ type }) => {
      unrecorded += 1
      log?.('warning', `a refused command is not in its attempt stream: ${type}`)
    }
  })

  /** For refusals that are answered first and written afterwards. */
  const refuse = (envelope: Envelope, hash: string | null, rejection: Rejection): Refused => {
    const { type, customerId, commandId, reason } = envelope
    const queued = queue.offer({
      event: { type: 'CommandRefused', data: { customerId, commandType: type, rejection, remembered: false } },
      metadata: metadataOf({ ...envelope, reason: reason && { ...reason, text: null } }, hash, versions)
    })
    return { outcome: 'refused', commandId, replayed: false, rejection, recorded: queued ? 'queued' : 'no' }
  }

  /** Without both ids there is no stream to write an entry to. */
  const refuseUnreadable = ({ problems, input }: Unreadable): Refused => {
    const rejection: Rejection = { type: 'InvalidCommand', problems }
    const envelope = decodeEnvelope(input)
    if (envelope !== undefined) return refuse(envelope, null, rejection)
    unrecorded += 1
    const commandId = decodeCommandId(input)
    return { outcome: 'refused', ...(commandId !== null && { commandId }), replayed: false, rejection, recorded: 'no' }
  }

  const decide = async (submitted: unknown, actor: ExecuteOptions['actor']): Promise<Outcome> => {
    const read = readCommand(submitted, authenticated(actor), clock())
    if (E.isLeft(read)) return refuseUnreadable(read.left)
    const command = read.right
    const hash = hashOf(command)
    // Before anything is read: a denied command must not tell, not even by timing, what exists.
    if (!isAllowed(deciderOptions, command)) return refuse(command, hash, { type: 'RoleNotAllowed' })
    const outcome = await handle(command, hash)
    if (!outcome.replayed && outcome.outcome !== 'accepted' && 'position' in outcome) recorded += 1
    return outcome.outcome === 'refused' && isAnsweredFirst(outcome.rejection)
      ? refuse(command, hash, outcome.rejection)
      : outcome
  }

  const running = new Set<Promise<Outcome>>()

  const execute: CustomerApplication['execute'] = async (submitted, { actor } = {}) => {
    if (closed) throw new Error('execute: the application is closed')
    const outcome = decide(submitted, actor)
    running.add(outcome)
    try {
      return await outcome
    } finally {
      running.delete(outcome)
    }
  }

  const close: CustomerApplication['close'] = async () => {
    closed = true
    await Promise.allSettled(running)
    const position = await queue.close()
    return position === undefined ? {} : { position: formatPosition(position) }
  }

  const attemptCounts = (): AttemptCounts => {
    const queued = queue.counts()
    return { recorded: recorded + queued.recorded, notRecorded: unrecorded + queued.notRecorded }
  }

  return { execute, load: loadCustomer(eventStore), attemptCounts, settled: queue.settled, close }
}
