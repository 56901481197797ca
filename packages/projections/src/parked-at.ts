import type { StoredEvent } from '@accountable/domain/kernel'
import type { Landmark } from './checkpoint.js'
import type { Save } from './read-model-store.js'
import { streamKind } from './stream-kind.js'
import { parkAt } from './stream-order.js'
import { type StreamProgress, untouched } from './stream-progress.js'
import { subjectStream } from './tampering.js'

/** What is saved of an event whose rows the store refused: that its stream waits at it. */
export const parkedAt = (
  stored: StoredEvent,
  known: ReadonlyMap<string, StreamProgress>,
  message: string
): { readonly progress: Save['progress']; readonly landmark: Landmark | undefined } => {
  const kind = streamKind(stored.streamName)
  const subject = subjectStream(stored.streamName, kind)
  const parked = parkAt(stored, { code: 'RowsRefused', message })
  return {
    progress: [[subject, { ...(known.get(subject) ?? untouched), parked }]],
    landmark: kind === 'customer' ? { position: stored.position, eventId: stored.eventId } : undefined
  }
}
