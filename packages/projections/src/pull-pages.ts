import type { Position } from '@accountable/domain/kernel'
import type { EventFeed, FeedPage } from './event-feed.js'
import { answerOf } from './failure.js'

/** A page, and how many hints had come when it was asked for: it may have been read long before somebody takes it. */
interface PulledPage extends FeedPage {
  readonly moment: number
}

/** The log, page by page, each one taken when the one before it was dealt with. */
export interface PagePull {
  /** The next page; one without `readUpTo` says that the log ended there, and asking again looks anew. */
  readonly next: () => Promise<PulledPage>
  /** Whether the next page is on its way. */
  readonly isNextComing: () => boolean
  /** Whether the next page has been read already, and the log did not end there. */
  readonly isNextThere: () => boolean
  /** Nothing more is asked of the feed. */
  readonly close: () => void
}

/**
 * Pulls the log behind `after`. At most `readAhead` pages are read that nobody has taken: memory is bounded by the page
 * size and by what is taken while a save is under way, however slow the saving is. `now` counts the hints that have come. @throws TransientFailure from `next`; after
 * that, start a new pull.
 */
export const pullPages = (
  feed: EventFeed,
  after: Position | undefined,
  { pageSize, readAhead }: { readonly pageSize: number; readonly readAhead: number },
  now: () => number
): PagePull => {
  let end = after
  let newest: Promise<PulledPage> | undefined
  let isClosed = false
  const waiting: { readonly page: Promise<PulledPage>; state: 'coming' | 'there' | 'nothing' }[] = []

  const read = async (from: Position | undefined): Promise<PulledPage> => {
    const moment = now()
    const { events, readUpTo } = await answerOf(feed.readAll(from, pageSize))
    return { events, readUpTo, moment }
  }
  const readOneMore = (): void => {
    newest =
      newest === undefined
        ? read(end)
        : newest.then((page) => (page.readUpTo && !isClosed ? read(page.readUpTo) : page))
    const one: (typeof waiting)[number] = { page: newest, state: 'coming' }
    // Whoever takes this page meets its failure; until then nobody listens.
    newest.then(
      ({ readUpTo }) => (one.state = readUpTo === undefined ? 'nothing' : 'there'),
      () => (one.state = 'nothing')
    )
    waiting.push(one)
  }

  return {
    next: async () => {
      if (waiting.length === 0) readOneMore()
      const page = await (waiting.shift() as (typeof waiting)[number]).page
      if (page.readUpTo === undefined) {
        waiting.length = 0
        newest = undefined
        return page
      }
      end = page.readUpTo
      while (waiting.length < readAhead) readOneMore()
      return page
    },
    isNextComing: () => waiting[0]?.state === 'coming',
    isNextThere: () => waiting[0]?.state === 'there',
    close: () => {
      isClosed = true
    }
  }
}
