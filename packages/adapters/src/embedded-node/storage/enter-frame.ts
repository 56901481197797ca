import { EventRecord } from './event-record.js'
import type { StoredGroup } from './frame.js'
import { type LogIndex, NONE, TOMBSTONE } from './log-index.js'

/** Enters a frame's events into the index. A group without events leaves a mark: it has a position, and no stream. */
export const enterFrame = (
  index: LogIndex,
  groups: readonly StoredGroup[],
  frame: Buffer,
  position: number,
  onEvent: (entry: number, record: EventRecord) => void
): void => {
  for (const { stream: name, firstRevision, offsets } of groups) {
    if (offsets.length === 0) {
      index.add(NONE, 0, position)
      continue
    }
    const stream = index.names.numberOf(name) ?? index.addStream(name)
    offsets.forEach((offset, i) => {
      onEvent(index.add(stream, firstRevision + i, position + offset), EventRecord.at(frame, offset))
    })
  }
}

/** The first group that does not go on where its stream ends; undefined when all do. */
export const misplacedGroup = (index: LogIndex, groups: readonly StoredGroup[]): StoredGroup | undefined =>
  groups.find(({ stream: name, firstRevision }) => {
    const stream = index.names.numberOf(name)
    const last = stream === undefined ? NONE : index.lastOf(stream, index.count)
    const lastRevision = last === NONE ? -1 : index.revisionOf(last)
    return lastRevision === TOMBSTONE || (firstRevision !== TOMBSTONE && firstRevision !== lastRevision + 1)
  })
