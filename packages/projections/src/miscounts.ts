import type { EventFeed } from './event-feed.js'
import { handledEvents, type Reached } from './handled-events.js'
import { orThrow } from './or-throw.js'
import type { ReadModelStore } from './read-model-store.js'
import { streamKind } from './stream-kind.js'

/** A customer's stream of which a read model has not handled what the log holds. */
export interface Miscount {
  readonly streamName: string
  /** Events in the log, up to the checkpoint. */
  readonly stored: number
  /** Events that the group says it has handled. */
  readonly handled: number
  readonly parked: boolean
}

/** Events by stream. */
export type Counts = Map<string, number>

const pageSize = 1000

/** What the group says that it handled, against what was counted a little earlier. */
export const miscountsIn = async (
  store: ReadModelStore,
  group: string,
  byStream: Counts
): Promise<ReadonlyArray<Miscount>> => {
  const counts = new Map(byStream)
  const miscounts: Miscount[] = []
  let last: string | undefined
  for (;;) {
    const page = orThrow(await store.streams(group, last, pageSize)())
    for (const [streamName, progress] of page) {
      last = streamName
      if (streamKind(streamName) !== 'customer') continue
      const stored = counts.get(streamName) ?? 0
      const handled = progress.last === undefined ? 0 : Number(progress.last.revision) + 1
      if (stored !== handled) miscounts.push({ streamName, stored, handled, parked: progress.parked !== undefined })
      counts.delete(streamName)
    }
    if (page.size < pageSize) break
  }
  for (const [streamName, stored] of counts) miscounts.push({ streamName, stored, handled: 0, parked: false })
  return miscounts
}

/** The group may have gone on while it was counted: of streams that seem to be ahead, what came meanwhile is counted too. */
export const settled = async (
  feed: EventFeed,
  { slowest, includes }: Reached,
  now: Reached | undefined,
  miscounts: ReadonlyArray<Miscount>
): Promise<ReadonlyArray<Miscount>> => {
  const ahead = new Map(miscounts.flatMap((one) => (one.handled > one.stored ? [[one.streamName, one.stored]] : [])))
  if (ahead.size === 0 || now === undefined) return miscounts
  for await (const { streamName, position } of handledEvents(feed, now, slowest)) {
    const stored = ahead.get(streamName)
    if (stored !== undefined && !includes(streamName, position)) ahead.set(streamName, stored + 1)
  }
  // It may have gone on again since it said how much it had handled: then the log has more.
  return miscounts.filter(({ streamName, handled }) => (ahead.get(streamName) ?? -1) < handled)
}
