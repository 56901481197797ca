import { createInMemoryEventStore, createInMemoryLog, type InMemoryLog } from '@accountable/adapters/in-memory'
import {
  attemptStream,
  type CustomerApplication,
  createCustomerApplication,
  decodeAttemptEvent,
  type Environment,
  type EventStore
} from '@accountable/domain/application'
import { customerStream } from '@accountable/domain/customer'
import type { StoredEvent } from '@accountable/domain/kernel'
import { customerId, uuid } from '@accountable/domain/testing'
import * as E from 'fp-ts/lib/Either.js'
import { sha1, sha256 } from '../digests.js'

/** The moment at which every test begins, a little after its commands were issued. */
export const start = Date.parse('2026-01-05T09:15:00.000Z')

export interface Opened {
  readonly application: CustomerApplication
  readonly log: InMemoryLog
  readonly eventStore: EventStore
  /** What the application told its log. */
  readonly told: ReadonlyArray<string>
  readonly events: () => ReadonlyArray<StoredEvent>
  readonly entries: () => ReadonlyArray<StoredEvent>
  /** The clock of application and store, milliseconds. */
  readonly clock: { now: number }
}

let drawn = 0

/** An application over a log in memory. Another one over the same log is another process on the same store. */
export const openApplication = (
  environment: Partial<Environment> = {},
  { on, through = (eventStore) => eventStore }: { on?: Opened; through?: (eventStore: EventStore) => EventStore } = {}
): Opened => {
  const clock = on?.clock ?? { now: start }
  const log = on?.log ?? createInMemoryLog({ clock: () => clock.now })
  const eventStore = on?.eventStore ?? createInMemoryEventStore(log)
  const told: string[] = []
  const application = createCustomerApplication({
    eventStore: through(eventStore),
    clock: () => clock.now,
    newId: () => uuid(0x100000 + drawn++),
    sha1,
    sha256,
    log: (level, message) => told.push(`${level}: ${message}`),
    ...environment
  })
  return {
    application,
    log,
    eventStore,
    told,
    events: () => log.stream(customerStream(customerId)),
    entries: () => log.stream(attemptStream(customerId)),
    clock
  }
}

/** What an attempt stream says, entry by entry. */
export const attemptsIn = ({ entries }: Opened) =>
  entries().map((stored) => {
    const decoded = decodeAttemptEvent(stored)
    if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
    return decoded.right
  })
