import * as E from 'fp-ts/lib/Either.js'
import type { CustomerCommand, CustomerEvent, CustomerRejection, CustomerState } from '../customer/index.js'
import { customerStream } from '../customer/index.js'
import type { Decider } from '../kernel/decider.js'
import type { EventMetadata } from '../kernel/event.js'
import type { EventEncoder } from '../kernel/event-codec.js'
import { formatPosition } from '../kernel/position.js'
import { type ExpectedRevision, formatRevision } from '../kernel/revision.js'
import { uuidV5 } from '../kernel/uuid.js'
import type { AttemptMemory } from './attempt-memory.js'
import { type DecisionVersions, metadataOf } from './envelope.js'
import type { Environment } from './environment.js'
import type { AppendError } from './event-store.js'
import { readHistory } from './history.js'
import { type Failed, failed, isAnsweredFirst, type Outcome } from './outcome.js'
import { earlierOutcome } from './replay.js'

export interface HandlerOptions extends Pick<Environment, 'eventStore' | 'newId' | 'sha1'> {
  readonly decider: Decider<CustomerCommand, CustomerState, CustomerEvent, CustomerRejection>
  readonly encode: EventEncoder<CustomerEvent, EventMetadata>
  readonly memory: AttemptMemory
  readonly versions: DecisionVersions
  readonly maxAttempts: number
  /** Hears of a refusal that could not be remembered: the answer stands, its entry does not. */
  readonly onNotRecorded: (error: AppendError) => void
}

/** Somebody else wrote to a stream after it was read: read it again. `actual` is where that stream is now. */
interface LostRace {
  readonly outcome: 'lostRace'
  readonly actual: ExpectedRevision
}

const lostOrFailed = (commandId: string, error: AppendError): LostRace | Failed => {
  if (error.type === 'RevisionMismatch') return { outcome: 'lostRace', actual: error.actual }
  if (error.type === 'OutcomeUnknown') return failed(commandId, 'OutcomeUnknown')
  if (error.type === 'StreamDeleted') return failed(commandId, 'StreamUnreadable')
  return failed(commandId, 'StoreUnavailable', error.type === 'StoreUnavailable')
}

/** Read, fold, decide, append at the revision that was read, and again on a lost race. */
export const handleCommand = (options: HandlerOptions) => {
  const { eventStore, decider, memory, maxAttempts } = options
  const read = readHistory(eventStore)

  return async (command: CustomerCommand, payloadHash: string): Promise<Outcome> => {
    const { customerId, commandId } = command
    const metadata = metadataOf(command, payloadHash, options.versions)
    const accept = accepting(options, command, metadata)
    let attemptsAt: ExpectedRevision = 'noStream'

    for (let round = 0; round < maxAttempts; round++) {
      const [history, attempts] = await Promise.all([read(customerId, commandId), memory.recall(customerId)])
      if (E.isLeft(history)) return failed(commandId, history.left)
      if (E.isLeft(attempts)) return lostOrFailed(commandId, attempts.left) as Failed

      const earlier = earlierOutcome(commandId, payloadHash, history.right, attempts.right)
      if (earlier !== undefined) return earlier

      const decision = decider.decide(command, history.right.state)
      if (E.isRight(decision) && decision.right.length > 0) {
        const outcome = await accept(decision.right, history.right.expected)
        if (outcome.outcome !== 'lostRace') return outcome
        continue
      }

      // An attempt stream whose entries have all expired reads as empty; where it really is, only the mismatch told.
      const expected: ExpectedRevision = attempts.right.expected === 'noStream' ? attemptsAt : attempts.right.expected
      const outcome: Outcome | LostRace = E.isLeft(decision)
        ? await refuse(options, command, metadata, decision.left, expected)
        : await leaveUnchanged(options, command, metadata, `${history.right.state.revision ?? 0n}`, expected)
      if (outcome.outcome !== 'lostRace') return outcome
      attemptsAt = outcome.actual
    }
    return failed(commandId, 'TooMuchContention')
  }
}

type Metadata = Omit<EventMetadata, 'schemaVersion'>

/** Event ids are drawn once for each execution and kept over its rounds, so that a resend is recognised. */
const accepting = (
  { eventStore, encode, newId, sha1 }: HandlerOptions,
  command: CustomerCommand,
  metadata: Metadata
) => {
  const { customerId, commandId } = command
  const stream = customerStream(customerId)
  const execution = newId()
  return async (events: ReadonlyArray<CustomerEvent>, expected: ExpectedRevision): Promise<Outcome | LostRace> => {
    const appended = await eventStore.appendToStream(
      stream,
      expected,
      events.map((event, index) => ({
        eventId: uuidV5(sha1)(execution, `${stream}/${commandId}/${index}`),
        ...encode(event, metadata)
      }))
    )()
    if (E.isLeft(appended)) return lostOrFailed(commandId, appended.left)
    const { revision, position } = appended.right
    const at = { revision: formatRevision(revision), position: formatPosition(position) }
    return { outcome: 'accepted', commandId, replayed: false, ...at }
  }
}

const withoutText = (metadata: Metadata): Metadata =>
  metadata.reason === null ? metadata : { ...metadata, reason: { ...metadata.reason, text: null } }

const leaveUnchanged = async (
  { memory }: HandlerOptions,
  { type, customerId, commandId }: CustomerCommand,
  metadata: Metadata,
  revision: string,
  expected: ExpectedRevision
): Promise<Outcome | LostRace> => {
  const event = { type: 'CommandUnchanged', data: { customerId, commandType: type, revision } } as const
  const stored = await memory.remember({ event, metadata: withoutText(metadata) }, expected)
  return E.isLeft(stored)
    ? lostOrFailed(commandId, stored.left)
    : { outcome: 'unchanged', commandId, replayed: false, revision, position: formatPosition(stored.right.position) }
}

/** What needed the state is remembered before it is answered; the answer stands even where the memory does not work. */
const refuse = async (
  { memory, onNotRecorded }: HandlerOptions,
  { type, customerId, commandId }: CustomerCommand,
  metadata: Metadata,
  rejection: CustomerRejection,
  expected: ExpectedRevision
): Promise<Outcome | LostRace> => {
  const refused = { outcome: 'refused', commandId, replayed: false, rejection } as const
  if (isAnsweredFirst(rejection)) return { ...refused, recorded: 'no' }
  const event = {
    type: 'CommandRefused',
    data: { customerId, commandType: type, rejection, remembered: true }
  } as const
  const stored = await memory.remember({ event, metadata: withoutText(metadata) }, expected)
  if (E.isRight(stored)) return { ...refused, recorded: 'stored', position: formatPosition(stored.right.position) }
  const lost = lostOrFailed(commandId, stored.left)
  if (lost.outcome === 'lostRace') return lost
  onNotRecorded(stored.left)
  return { ...refused, recorded: 'no' }
}
