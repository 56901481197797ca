import type { EventNode } from '../event-node.js'
import { type VisibleRange, visibleRange } from '../streams/visible-range.js'
import { encodeReadEvent } from './encode-read-response.js'
import type { streams } from './messages.js'
import { Outlet, type ReadCall } from './outlet.js'
import { firstRevision, lastRevision, streamNotFound } from './read-messages.js'
import { type Position, type ReadRequest, readRequest } from './read-request.js'
import { streamDeleted, toRefusal, unknown } from './refusal.js'
import { subscribeToAll } from './subscribe-to-all.js'
import { subscribeToStream } from './subscribe-to-stream.js'

/** Reads and subscriptions, of one stream or of everything: all one call. */
export const read = (node: EventNode) => (call: ReadCall) => {
  const outlet = new Outlet(call)
  serve(node, call.request, outlet).then(
    () => call.end(),
    (error: unknown) => {
      if (!outlet.closed) call.emit('error', toRefusal(error))
    }
  )
}

const serve = async (node: EventNode, message: streams.ReadReq, outlet: Outlet): Promise<void> => {
  const request = readRequest(message)
  const { source, count } = request
  if (source.kind === 'stream') {
    return count === undefined
      ? subscribeToStream(node, request, source, outlet)
      : readStream(node, request, source, count, outlet)
  }
  return count === undefined
    ? subscribeToAll(node, request, source.from, outlet)
    : readAll(node, request, source.from, count, outlet)
}

const readStream = async (
  node: EventNode,
  { backwards, resolveLinks, uuidForm, compatibility }: ReadRequest,
  { name, from }: Extract<ReadRequest['source'], { kind: 'stream' }>,
  count: number,
  outlet: Outlet
): Promise<void> => {
  if (count === 0) throw unknown('a count of zero')
  if (from === 'end' && !backwards) throw unknown('forwards from the end')
  const stream = node.stream(name)
  if (stream.tombstoned) throw streamDeleted(name)
  if (stream.lastRevision < 0 || stream.softDeleted) return outlet.write(streamNotFound(name))
  const start = typeof from === 'bigint' ? Number(from) : from
  const range = visibleRange(node.log, stream)
  if (compatibility > 0 && !backwards)
    await tellFirstRevision(range, start === 'start' ? 0 : Number(start), count, outlet)
  for await (const page of node.readStream({ stream, from: start, backwards, count, resolveLinks })) {
    for (const event of page) await outlet.write(encodeReadEvent(node.log.index, event, uuidForm))
    if (outlet.closed) return
  }
  if (compatibility > 0) await outlet.write(lastRevision(range.last))
}

/** The real server reads so many revisions at a time, and says where to go on when it found none of them. */
const BATCH = 32

const tellFirstRevision = async (
  { first, last }: VisibleRange,
  start: number,
  count: number,
  outlet: Outlet
): Promise<void> => {
  const end = last + 1
  if (start === end) return
  if (start > end || first > last) await outlet.write(firstRevision(end))
  else if (start + Math.min(count, BATCH) <= first) await outlet.write(firstRevision(first))
}

const readAll = async (
  node: EventNode,
  options: ReadRequest,
  from: Position | 'start' | 'end',
  count: number,
  outlet: Outlet
): Promise<void> => {
  const { backwards, uuidForm } = options
  const end = node.log.visible
  let next = entryOf(node, from, backwards)
  let left = count
  while (left > 0 && !outlet.closed && (backwards ? next > 0 : next < end)) {
    const page = backwards
      ? await node.readBackwards(next, left, options)
      : await node.readForwards(next, end, left, options)
    for (const event of page.events.slice(0, left)) await outlet.write(encodeReadEvent(node.log.index, event, uuidForm))
    left -= page.events.length
    next = page.next
  }
}

const BEYOND_EVERYTHING = 2n ** 63n - 1n

/** The entry at a position. Backwards reads begin below it. */
const entryOf = ({ log }: EventNode, from: Position | 'start' | 'end', backwards: boolean): number => {
  if (from === 'start') return 0
  if (from === 'end') return log.visible
  if (from.commit >= BigInt(log.end)) {
    if (backwards && from.commit < BEYOND_EVERYTHING) throw unknown('the position is beyond the end')
    return log.visible
  }
  const position = Number(from.commit)
  const entry = log.index.firstFrom(position)
  if (position > 0 && log.index.positionOf(entry) !== position) throw unknown('no event has this position')
  // Of a checkpoint without a prepare position the real server leaves out one event more.
  return backwards && from.prepare < from.commit ? Math.max(0, entry - 1) : entry
}
