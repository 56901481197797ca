import { randomUUID } from 'node:crypto'
import type { EventNode } from '../event-node.js'
import { NONE, TOMBSTONE } from '../storage/log-index.js'
import type { StreamState } from '../streams/stream-state.js'
import { encodeReadEvent } from './encode-read-response.js'
import type { Outlet } from './outlet.js'
import { CAUGHT_UP, confirmation } from './read-messages.js'
import type { ReadRequest } from './read-request.js'
import { streamDeleted } from './refusal.js'

/**
 * Everything in a stream after a revision, then whatever comes. There is no queue to overrun: a cursor reads from the log,
 * however far behind.
 */
export const subscribeToStream = async (
  node: EventNode,
  { resolveLinks, uuidForm }: ReadRequest,
  { name, from }: Extract<ReadRequest['source'], { kind: 'stream' }>,
  outlet: Outlet
): Promise<void> => {
  let stream = node.stream(name)
  if (stream.tombstoned) throw streamDeleted(name)
  let next = firstAfter(from, stream)
  let caughtUp = false
  await outlet.write(confirmation(randomUUID()))
  while (!outlet.closed) {
    stream = node.stream(name)
    if (!stream.softDeleted) {
      for await (const page of node.readStream({
        stream,
        from: next,
        backwards: false,
        count: Number.MAX_SAFE_INTEGER,
        resolveLinks
      })) {
        for (const event of page) await outlet.write(encodeReadEvent(node.log.index, event, uuidForm))
        if (outlet.closed) return
      }
    }
    next = Math.max(next, stream.lastRevision + 1)
    if (stream.tombstoned) {
      await deliverTombstone(node, name, uuidForm, outlet)
      throw streamDeleted(name)
    }
    if (node.stream(name).last !== stream.last) continue
    if (!caughtUp) await outlet.write(CAUGHT_UP)
    caughtUp = true
    if (!hasChanged(node, stream))
      await outlet.until((wake) => node.log.onVisible(() => hasChanged(node, stream) && wake()))
  }
}

const firstAfter = (from: bigint | 'start' | 'end', { lastRevision }: StreamState): number => {
  if (from === 'start') return 0
  return from === 'end' ? lastRevision + 1 : Number(from) + 1
}

const hasChanged = (node: EventNode, { name, last, tombstoned }: StreamState): boolean => {
  const now = node.stream(name)
  return now.last !== last || now.tombstoned !== tombstoned
}

/** Nothing is delivered for a metastream that its stream's tombstone has closed. */
const deliverTombstone = async (
  { log }: EventNode,
  name: string,
  uuidForm: ReadRequest['uuidForm'],
  outlet: Outlet
): Promise<void> => {
  const stream = log.index.names.numberOf(name)
  const entry = stream === undefined ? NONE : log.index.lastOf(stream, log.visible)
  if (entry === NONE || log.index.revisionOf(entry) !== TOMBSTONE) return
  await outlet.write(encodeReadEvent(log.index, { event: { entry, record: log.record(entry) } }, uuidForm))
}
