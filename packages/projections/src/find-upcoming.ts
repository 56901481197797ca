import { comparePositions, type Position } from '@accountable/domain/kernel'
import type { Checkpoint } from './checkpoint.js'
import type { FeedPage } from './event-feed.js'
import type { GroupEngine } from './group-session.js'
import { type PreparedPages, preparePages } from './prepare-pages.js'
import type { AnyRecordedEvent } from './projection.js'
import type { PagePull } from './pull-pages.js'
import type { RowMemory } from './row-memory.js'

/** What a step finds to do. */
export type Upcoming =
  /** The log ended; look again for a hint that came after `moment`, when that was asked. */
  | { readonly type: 'end'; readonly moment: number }
  /** Records that concern nobody, or other partitions: who asks for all of them waits for this one too. */
  | { readonly type: 'bare'; readonly readUpTo: Position; readonly isLast: boolean; readonly isWaitedFor: boolean }
  | { readonly type: 'pages'; readonly prepared: PreparedPages; readonly isLast: boolean }
  /** A page that was refused, or one that was refused with it: to be saved event by event. */
  | { readonly type: 'apart'; readonly page: FeedPage; readonly readUpTo: Position; readonly isLast: boolean }

/** Where a session is when it looks for its next work. */
export interface SessionPlace {
  readonly pages: PagePull
  readonly memory: RowMemory
  /** The checkpoint that will be there when what is found is saved. */
  readonly after: Checkpoint | undefined
  /** Rows of some event before here were refused. */
  readonly refusedUpTo: Position | undefined
  /** Whether the store is still busy with what comes before. */
  readonly isSaving: () => boolean
}

/** The pages behind `after`: one, and while the store is busy with earlier ones those that have been read by then. @throws TransientFailure */
export const findUpcoming = async <Recorded extends AnyRecordedEvent>(
  engine: GroupEngine<Recorded>,
  { pages, memory, after, refusedUpTo, isSaving }: SessionPlace
): Promise<Upcoming> => {
  const { settings, until } = engine
  /**
   * A store that is at work must be heard, and its rows sent; so must a feed whose next page is on its way. Without turns in
   * between they would wait for the fold, and the fold for them afterwards.
   */
  const turn = (): Promise<void> | undefined =>
    isSaving() || pages.isNextComing() ? new Promise((resolve) => setImmediate(resolve)) : undefined
  const preparation = preparePages(engine, memory, after, turn)
  for (let count = 1; ; count++) {
    const page = await pages.next() // Not the end of the log but for the first: later ones are known to be there.
    if (page.readUpTo === undefined) return { type: 'end', moment: page.moment }
    const isLast = until !== undefined && comparePositions(page.readUpTo, until) >= 0
    const readUpTo = isLast ? until : page.readUpTo
    if (refusedUpTo !== undefined && (!after || comparePositions(after.position, refusedUpTo) < 0))
      return { type: 'apart', page, readUpTo, isLast }
    await preparation.add(page.events, readUpTo)
    const goesOn = isSaving() && count < settings.pagesPerSave && pages.isNextThere()
    if (isLast || !preparation.goesOn() || !goesOn) {
      const prepared = preparation.finish()
      return prepared === undefined
        ? { type: 'bare', readUpTo, isLast, isWaitedFor: preparation.leavesOthers() }
        : { type: 'pages', prepared, isLast }
    }
  }
}
