import { LogDamaged } from './damage.js'
import { enterFrame, misplacedGroup } from './enter-frame.js'
import type { EventRecord } from './event-record.js'
import { groupsOf, type StoredGroup } from './frame.js'
import { LogIndex } from './log-index.js'
import { RecentIds } from './recent-ids.js'

const REMEMBERED_IDS = 100_000

/** What the node knows of the log without looking: everything here can be had again by reading it from the start. */
export class LogContents {
  readonly index = new LogIndex()
  readonly recentIds = new RecentIds(REMEMBERED_IDS)
  /** When the last event was stored, in ticks of 100 ns since 1970. */
  lastCreated = 0n

  /** Takes in a frame that was found in the log. */
  read(frame: Buffer, position: number): void {
    const groups = groupsOf(frame)
    const misplaced = misplacedGroup(this.index, groups)
    if (misplaced) {
      const { stream, firstRevision } = misplaced
      throw new LogDamaged(position, `revision ${firstRevision} of "${stream}" does not follow the one before it`)
    }
    this.enter(groups, frame, position, (_entry, { created }) => {
      this.lastCreated = created
    })
  }

  /** Takes in a frame, and hands over its events. */
  enter(
    groups: readonly StoredGroup[],
    frame: Buffer,
    position: number,
    onEvent: (entry: number, record: EventRecord) => void
  ): void {
    enterFrame(this.index, groups, frame, position, (entry, record) => {
      this.recentIds.add(record.id, entry)
      onEvent(entry, record)
    })
  }
}
