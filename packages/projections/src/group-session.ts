import { comparePositions, type Position } from '@accountable/domain/kernel'
import { firstValueFrom, type Observable, race, timer } from 'rxjs'
import type { Decode } from './arrival.js'
import type { Checkpoint } from './checkpoint.js'
import type { EngineSettings } from './engine-settings.js'
import type { EngineSignal } from './engine-signal.js'
import type { EventFeed } from './event-feed.js'
import { answerOf, FatalFailure, RowsRefused } from './failure.js'
import { findingsOf, suspect } from './findings.js'
import { checkLanding } from './landing.js'
import { handles, type Partition, whole } from './partition.js'
import { following, type PreparedPage, preparePage } from './prepare-page.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import { pullPages } from './pull-pages.js'
import type { ReadModelStore, Save } from './read-model-store.js'
import { rowMemory } from './row-memory.js'
import { saveApart } from './save-apart.js'
import { type WakeUp, wakeUp } from './wake-up.js'

/** What a session needs of the store. */
export type PageStore = Pick<ReadModelStore, 'checkpointOf' | 'findings' | 'loadPage' | 'save'>

/** What the engine of one group works with. */
export interface GroupEngine<Recorded extends AnyRecordedEvent> {
  readonly group: string
  /** The part of the group's work; all of it if not given. */
  readonly partition?: Partition
  readonly feed: EventFeed
  readonly store: PageStore
  readonly decode: Decode<Recorded>
  readonly projections: ReadonlyArray<Projection<Recorded>>
  readonly settings: EngineSettings
  /** Orders out of order are believed when a second reading shows them too. Kept over restarts of the session. */
  readonly suspicions: Set<string>
  /** Emits when a wait should end early: the engine is to stop or to pause. */
  readonly interrupted$: Observable<unknown>
  readonly tell: (signal: EngineSignal) => void
  /** Where to end exactly, although a page goes further: two groups that are to become one must meet at one position. */
  readonly until?: Position
}

/** One stretch of work from the stored checkpoint on. It ends with its first failure; the next one starts anew. */
export interface GroupSession {
  /** One page: pulled, folded, saved. At the end of the log it waits for more. */
  readonly step: () => Promise<void>
  readonly checkpoint: () => Checkpoint | undefined
  readonly close: () => void
}

/** What a step finds to do. */
type Upcoming =
  /** The log ended; look again for a hint that came after `moment`. */
  | { readonly type: 'end'; readonly moment: number }
  /** Records that concern nobody, or other partitions: who asks for all of them waits for this one too. */
  | { readonly type: 'bare'; readonly readUpTo: Position; readonly isLast: boolean; readonly isWaitedFor: boolean }
  | { readonly type: 'page'; readonly page: PreparedPage; readonly isLast: boolean }

/** @throws TransientFailure, FatalFailure; so does `step`. */
export const openSession = async <Recorded extends AnyRecordedEvent>(
  engine: GroupEngine<Recorded>
): Promise<GroupSession> => {
  const { group, partition = whole, feed, store, settings, suspicions, tell, until } = engine
  let checkpoint = await answerOf(store.checkpointOf(group, partition))
  if (checkpoint !== undefined) await checkLanding(feed, group, checkpoint)
  const known = await answerOf(store.findings(group))
  const ours = new Map([...known].filter(([streamName]) => handles(partition, streamName)))
  tell({ type: 'started', checkpoint, findings: ours })
  let pages = pullPages(feed, checkpoint?.position, settings)
  let memory = rowMemory(settings.rememberedRows)
  /** The end of what was read and concerned nobody, while it is not saved yet. */
  let bare: Position | undefined
  let isWaitedFor = false
  let lastSave = Number.NEGATIVE_INFINITY
  let hints: WakeUp | undefined
  /** What comes after the page that is being saved: read and folded meanwhile. */
  let upcoming: Promise<Upcoming> | undefined

  /** Forgets everything that was prepared. */
  const beginAt = (position: Position): void => {
    upcoming = undefined
    pages.close()
    pages = pullPages(feed, position, settings)
    memory = rowMemory(settings.rememberedRows)
  }

  const prepare = async (after: Checkpoint | undefined): Promise<Upcoming> => {
    const moment = hints?.now() ?? 0
    const page = await pages.next()
    if (page.readUpTo === undefined) return { type: 'end', moment }
    const isLast = until !== undefined && comparePositions(page.readUpTo, until) >= 0
    const readUpTo = isLast ? until : page.readUpTo
    const prepared = await preparePage(engine, memory, page, readUpTo, after)
    return prepared === undefined
      ? { type: 'bare', readUpTo, isLast, isWaitedFor: partition.of > 1 && page.events.length > 0 }
      : { type: 'page', page: prepared, isLast }
  }

  const save = async (work: Pick<Save, 'progress' | 'tables'>, next: Checkpoint, events: number): Promise<void> => {
    await answerOf(store.save({ group, partition, after: checkpoint, checkpoint: next, ...work }))
    checkpoint = next
    bare = undefined
    isWaitedFor = false
    lastSave = performance.now()
    tell({ type: 'saved', checkpoint: next, events })
  }

  const saveBare = async (): Promise<void> => {
    if (bare !== undefined) await save({ progress: new Map(), tables: [] }, following(checkpoint, bare), 0)
  }

  const isDue = (): boolean => performance.now() - lastSave >= settings.bareCheckpointEvery

  /** Saves a page, and prepares the next one while the store is at work. Nothing goes on when it is done. */
  const savePage = async (page: PreparedPage, isLast: boolean): Promise<void> => {
    const { folded, events, checkpoint: next } = page
    tell({ type: 'read', oldest: page.oldest })
    const findings = findingsOf(folded)
    suspect(findings, suspicions)
    if (next !== undefined)
      try {
        memory.remember(folded)
        const saving = save(folded, next, events.length)
        if (folded.newer === undefined && !isLast) upcoming = prepare(next)
        await Promise.allSettled([saving, upcoming])
        await saving
      } catch (thrown) {
        if (!(thrown instanceof RowsRefused)) throw thrown
        await saveApart(engine, events, save, () => checkpoint)
        beginAt(next.position)
        bare = next.position
        if (isLast) await saveBare()
      }
    if (findings.size > 0) tell({ type: 'found', findings })
    if (folded.newer === undefined) return
    const { event, stored } = folded.newer
    throw new FatalFailure({ type: 'UpgradeRequired', group, event, position: stored.position })
  }

  const interruptible = (wait$: Observable<unknown>): Promise<unknown> =>
    firstValueFrom(race(wait$, engine.interrupted$), { defaultValue: undefined })

  /** Waits at the end of the log: for a hint, for the poll, or until a bare checkpoint is due. */
  const waitForMore = async (moment: number): Promise<void> => {
    tell({ type: 'reachedEnd' })
    if (isWaitedFor) await saveBare()
    hints ??= wakeUp(feed.appended$(bare ?? checkpoint?.position))
    const due = bare === undefined ? settings.pollEvery : lastSave + settings.bareCheckpointEvery - performance.now()
    const more$ = hints.since(moment, Math.min(Math.max(due, 0), settings.pollEvery))
    await interruptible(more$)
    if (isDue()) await saveBare()
  }

  return {
    step: async () => {
      const found = await (upcoming ?? prepare(checkpoint))
      upcoming = undefined
      if (found.type === 'end') return await waitForMore(found.moment)
      if (found.type === 'page') await savePage(found.page, found.isLast)
      else {
        bare = found.readUpTo
        isWaitedFor ||= found.isWaitedFor
        if (found.isLast || isDue()) await saveBare()
      }
      if (settings.restBetweenPages > 0) await interruptible(timer(settings.restBetweenPages))
    },
    checkpoint: () => checkpoint,
    close: () => {
      pages.close()
      hints?.close()
    }
  }
}
