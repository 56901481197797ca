import { isErased, type Personal } from '../kernel/personal-data.js'
import { formatPosition } from '../kernel/position.js'
import { formatRevision } from '../kernel/revision.js'
import type { RecentAttempts } from './attempt-memory.js'
import type { History } from './history.js'
import type { Outcome } from './outcome.js'

/** Where the payload's hash was erased, the commandId alone decides. */
const isSamePayload = (hash: string, stored: Personal<string> | null): boolean =>
  stored === null || isErased(stored) || stored === hash

const reused = (commandId: string): Outcome => ({
  outcome: 'refused',
  commandId,
  replayed: false,
  rejection: { type: 'CommandIdReused' },
  recorded: 'no'
})

/**
 * The outcome that this command had before, if it had one: an event of the customer's history, else an entry that is
 * remembered. The same id with another payload is an error. Where a race left both, the event is the outcome.
 */
export const earlierOutcome = (
  commandId: string,
  hash: string,
  { own }: History,
  { entries }: RecentAttempts
): Outcome | undefined => {
  if (own !== undefined) {
    if (!isSamePayload(hash, own.metadata.payloadHash)) return reused(commandId)
    const { revision, position } = own.stored
    return {
      outcome: 'accepted',
      commandId,
      replayed: true,
      revision: formatRevision(revision),
      position: formatPosition(position)
    }
  }
  for (const { event, metadata, stored } of entries) {
    if (metadata.commandId !== commandId) continue
    const position = formatPosition(stored.position)
    if (event.type === 'CommandUnchanged') {
      return isSamePayload(hash, metadata.payloadHash)
        ? { outcome: 'unchanged', commandId, replayed: true, revision: event.data.revision, position }
        : reused(commandId)
    }
    if (event.type === 'CommandRefused' && event.data.remembered) {
      const { rejection } = event.data
      return isSamePayload(hash, metadata.payloadHash)
        ? { outcome: 'refused', commandId, replayed: true, rejection, recorded: 'stored', position }
        : reused(commandId)
    }
  }
  return undefined
}
