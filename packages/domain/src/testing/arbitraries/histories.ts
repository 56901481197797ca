import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { defaultCountryRules } from '../../country/index.js'
import type { CustomerCommand } from '../../customer/commands.js'
import { createCustomerDecider } from '../../customer/decide.js'
import type { CustomerEvent } from '../../customer/events.js'
import type { CustomerRejection } from '../../customer/rejections.js'
import type { CustomerState } from '../../customer/state.js'
import { type Decider, fold } from '../../kernel/decider.js'
import { revision } from '../../kernel/revision.js'
import { defaultPolicy } from '../../policy/index.js'
import { actor, uuid } from '../builders/account-builders.js'
import { allPlaces, mostly } from './accounts.js'
import { commandsAt, registrationsAt } from './commands.js'
import type { Place } from './places.js'

/** One command of a history: the state that it met, what was decided, and the state after that. */
export interface HistoryStep {
  readonly command: CustomerCommand
  readonly before: CustomerState
  readonly decision: E.Either<CustomerRejection, ReadonlyArray<CustomerEvent>>
  readonly after: CustomerState
}

/** A customer's life as an application would have lived it: commands one after the other, and the events that they left. */
export interface CustomerHistory {
  readonly steps: ReadonlyArray<HistoryStep>
  readonly events: ReadonlyArray<CustomerEvent>
}

type CustomerDecider = Decider<CustomerCommand, CustomerState, CustomerEvent, CustomerRejection>

interface Intent {
  readonly command: CustomerCommand
  /** How far the caller's revision is from the one that the command meets. */
  readonly off: number
  /** The command before this one, issued once more. */
  readonly again: boolean
}

/** A command of its own id that expects the revision it meets, or one beside it. */
const issue = ({ command, off }: Intent, index: number, met: CustomerState): CustomerCommand => ({
  ...command,
  commandId: uuid(index + 1),
  expectedRevision: command.expectedRevision === null ? null : revision(Math.max(0, Number(met.revision ?? 0n) + off))
})

const live = (decider: CustomerDecider, intents: ReadonlyArray<Intent>): CustomerHistory => {
  const steps: HistoryStep[] = []
  let before = decider.initialState
  let latest: CustomerCommand | undefined
  for (const [index, intent] of intents.entries()) {
    const command = issue(intent.again && latest !== undefined ? { ...intent, command: latest } : intent, index, before)
    const decision = decider.decide(command, before)
    const after = E.isRight(decision) ? fold(decider)(decision.right, before) : before
    steps.push({ command, before, decision, after })
    before = after
    latest = command
  }
  return { steps, events: steps.flatMap(({ decision }) => (E.isRight(decision) ? decision.right : [])) }
}

const circumstances = {
  off: mostly(fc.constant(0), fc.constantFrom(-1, 1)),
  again: mostly(fc.constant(false), fc.constant(true))
}

const intentsAt = (place: Place): fc.Arbitrary<ReadonlyArray<Intent>> => {
  const registration = mostly(
    registrationsAt(place).map((command) => ({ ...command, actor: actor() })),
    commandsAt(place)
  )
  const commands = mostly(commandsAt(place), allPlaces.chain(commandsAt))
  return fc
    .tuple(
      fc.record({ command: registration, off: fc.constant(0), again: fc.constant(false) }),
      fc.array(fc.record({ command: commands, ...circumstances }), { maxLength: 12 })
    )
    .map(([first, rest]) => [first, ...rest])
}

/** Whole histories of customers of many countries, by this decider; the default is the one with the built-in data. */
export const customerHistories = (
  decider: CustomerDecider = createCustomerDecider({ policy: defaultPolicy, countryRules: defaultCountryRules })
): fc.Arbitrary<CustomerHistory> => allPlaces.chain(intentsAt).map((intents) => live(decider, intents))
