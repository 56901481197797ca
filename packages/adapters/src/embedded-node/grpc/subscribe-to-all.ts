import { randomUUID } from 'node:crypto'
import type { EventNode } from '../event-node.js'
import { NONE } from '../storage/log-index.js'
import type { ReadEvent } from '../streams/read-event.js'
import { Checkpoints } from './checkpoints.js'
import { encodeReadEvent } from './encode-read-response.js'
import type { Outlet } from './outlet.js'
import { CAUGHT_UP, type Checkpoint, checkpointReached, confirmation } from './read-messages.js'
import type { Position, ReadRequest } from './read-request.js'
import { invalidArgument } from './refusal.js'

/** Everything in the log after a position, then whatever comes, with a cursor instead of a queue. */
export const subscribeToAll = async (
  node: EventNode,
  options: ReadRequest,
  from: Position | 'start' | 'end',
  outlet: Outlet
): Promise<void> => {
  const { log } = node
  const { filter, window, multiplier, uuidForm } = options
  await outlet.write(confirmation(randomUUID()))
  const given = givenCheckpoint(from)
  const checkpoints = filter && new Checkpoints(window, multiplier, given)
  const report = async (checkpoint: Checkpoint | undefined): Promise<void> => {
    if (checkpoint) await outlet.write(checkpointReached(checkpoint))
  }
  let next = firstEntry(node, from)
  let caughtUp = false
  while (!outlet.closed) {
    while (next < log.visible && !outlet.closed) {
      const page = await node.readForwards(next, log.visible, Number.POSITIVE_INFINITY, options)
      let at = 0
      let event = page.events[at]
      for (; next < page.next && !outlet.closed; next++) {
        if (log.index.streamOf(next) === NONE) continue
        const position = log.index.positionOf(next)
        const isNew = isAfter(position, given)
        const matching = event !== undefined && entryOf(event) === next ? event : undefined
        if (matching && isNew) await outlet.write(encodeReadEvent(log.index, matching, uuidForm))
        if (matching) event = page.events[++at]
        await report(checkpoints?.looked(position, matching !== undefined && isNew))
      }
    }
    if (!caughtUp) {
      caughtUp = true
      await report(checkpoints?.caughtUp())
      await outlet.write(CAUGHT_UP)
    }
    if (next >= log.visible) await outlet.until((wake) => log.onVisible(() => log.visible > next && wake()))
  }
}

const entryOf = ({ link, event }: ReadEvent): number | undefined => (link ?? event)?.entry

const givenCheckpoint = (from: Position | 'start' | 'end'): Checkpoint | undefined => {
  if (from === 'end' || from === 'start') return undefined
  return { commit: Number(from.commit), prepare: Number(from.prepare) }
}

const isAfter = (position: number, given: Checkpoint | undefined): boolean =>
  given === undefined || position > given.commit || (position === given.commit && position > given.prepare)

/** The entry to look at first: the one at the position given, which is looked at and not delivered. */
const firstEntry = ({ log }: EventNode, from: Position | 'start' | 'end'): number => {
  if (from === 'start') return 0
  if (from === 'end') return log.visible
  if (from.commit >= BigInt(log.end)) return log.visible
  const position = Number(from.commit)
  const entry = log.index.firstFrom(position)
  if (position > 0 && log.index.positionOf(entry) !== position) throw invalidArgument('no event has this position')
  return entry
}
