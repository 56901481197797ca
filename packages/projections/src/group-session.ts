import { comparePositions, type Position } from '@accountable/domain/kernel'
import { firstValueFrom, type Observable, race, timer } from 'rxjs'
import type { Decode } from './arrival.js'
import type { Checkpoint } from './checkpoint.js'
import type { EngineSettings } from './engine-settings.js'
import type { EngineSignal } from './engine-signal.js'
import type { EventFeed } from './event-feed.js'
import { answerOf, MovedOn, RowsRefused, upgradeRequired } from './failure.js'
import { findUpcoming, type Upcoming } from './find-upcoming.js'
import { findingsOf, suspect } from './findings.js'
import { checkLanding } from './landing.js'
import { handles, type Partition, whole } from './partition.js'
import { following, type PreparedPages } from './prepare-pages.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import { type PagePull, pullPages } from './pull-pages.js'
import type { ReadModelStore, Save } from './read-model-store.js'
import { rowMemory } from './row-memory.js'
import { saveApart } from './save-apart.js'
import { type WakeUp, wakeUp } from './wake-up.js'

/** What a session needs of the store. */
export type PageStore = Pick<ReadModelStore, 'checkpointOf' | 'findings' | 'finish' | 'loadPage' | 'save'>

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

/** @throws TransientFailure, FatalFailure; so does `step`. */
export const openSession = async <Recorded extends AnyRecordedEvent>(
  engine: GroupEngine<Recorded>
): Promise<GroupSession> => {
  const { group, partition = whole, feed, store, projections, settings, suspicions, tell } = engine
  let checkpoint = await answerOf(store.checkpointOf(group, partition))
  if (checkpoint !== undefined) await checkLanding(feed, group, checkpoint)
  const known = await answerOf(store.findings(group))
  const ours = new Map([...known].filter(([streamName]) => handles(partition, streamName)))
  tell({ type: 'started', checkpoint, findings: ours })
  let memory = rowMemory(settings.rememberedRows)
  /** The end of what was read and concerned nobody, while it is not saved yet. */
  let bare: Position | undefined
  /** Whether there was anything for other partitions in it: somebody may wait for all of them. */
  let isWaitedFor = false
  let lastSave = Number.NEGATIVE_INFINITY
  let lastLook = performance.now()
  let hints: WakeUp | undefined
  const pull = (): PagePull => pullPages(feed, checkpoint?.position, settings, () => hints?.now() ?? 0)
  let pages = pull()
  let isSaving = false
  let isFinished = false
  /** What comes after the pages that are being saved: read and folded meanwhile. */
  let upcoming: Promise<Upcoming> | undefined
  /** Rows of some event before here were refused. */
  let refusedUpTo: Position | undefined

  const prepare = (after: Checkpoint | undefined): Promise<Upcoming> =>
    findUpcoming(engine, { pages, memory, after, refusedUpTo, isSaving: () => isSaving })

  const save = async (work: Pick<Save, 'progress' | 'tables'>, next: Checkpoint, events: number): Promise<void> => {
    isSaving = true
    try {
      await answerOf(store.save({ group, partition, after: checkpoint, checkpoint: next, ...work }))
    } finally {
      isSaving = false
    }
    checkpoint = next
    bare = undefined
    isWaitedFor = false
    lastSave = performance.now()
    tell({ type: 'saved', checkpoint: next, events })
  }

  const saveBare = async (): Promise<void> => {
    if (bare !== undefined) await save({ progress: [], tables: [] }, following(checkpoint, bare), 0)
  }

  const isDue = (): boolean => performance.now() - lastSave >= settings.bareCheckpointEvery

  /** Nothing of what was prepared is believed: what comes is read again, and saved event by event up to `position`. */
  const goApart = (position: Position): void => {
    refusedUpTo = position
    upcoming = undefined
    pages.close()
    memory = rowMemory(settings.rememberedRows)
    pages = pull()
  }

  /** Saves pages, and prepares the next ones while the store is at work. Nothing goes on when it is done. */
  const savePages = async ({ folded, events, checkpoint: next }: PreparedPages, isLast: boolean) => {
    const findings = findingsOf(folded)
    suspect(findings, suspicions)
    if (next !== undefined)
      try {
        memory.turn()
        const saving = save(folded, next, events)
        if (folded.newer === undefined && !isLast) upcoming = prepare(next)
        await Promise.allSettled([saving, upcoming])
        await saving
      } catch (thrown) {
        if (!(thrown instanceof RowsRefused)) throw thrown
        return goApart(next.position)
      }
    if (findings.size > 0) tell({ type: 'found', findings })
    if (folded.newer !== undefined) throw upgradeRequired(group, folded.newer)
  }

  const savePageApart = ({ page, readUpTo }: Upcoming & { readonly type: 'apart' }): Promise<void> => {
    const events = [...page.events].filter(({ position }) => comparePositions(position, readUpTo) <= 0)
    return saveApart(engine, events, save, () => checkpoint)
  }

  const interruptible = (wait$: Observable<unknown>): Promise<unknown> =>
    firstValueFrom(race(wait$, engine.interrupted$), { defaultValue: undefined })

  /** Looks now and then whether somebody else saved, such as a replay: what this session knows would be out of date. */
  const lookAround = async (): Promise<void> => {
    if (performance.now() - lastLook < settings.pollEvery) return
    lastLook = performance.now()
    const stored = await answerOf(store.checkpointOf(group, partition))
    if (stored?.sequence !== checkpoint?.sequence) throw new MovedOn(group)
  }

  /** Waits at the end of the log: for a hint, for the poll, or until a bare checkpoint is due. */
  const waitForMore = async (moment: number): Promise<void> => {
    if (!isFinished) await answerOf(store.finish(projections))
    isFinished = true
    tell({ type: 'reachedEnd' })
    if (isWaitedFor) await saveBare()
    hints ??= wakeUp(feed.appended$(bare ?? checkpoint?.position))
    const due = bare === undefined ? settings.pollEvery : lastSave + settings.bareCheckpointEvery - performance.now()
    const more$ = hints.since(moment, Math.min(Math.max(due, 0), settings.pollEvery))
    await interruptible(more$)
    await lookAround()
    if (isDue()) await saveBare()
  }

  return {
    step: async () => {
      const found = await (upcoming ?? prepare(checkpoint))
      upcoming = undefined
      if (found.type === 'end') return await waitForMore(found.moment)
      if (found.type === 'pages') await savePages(found.prepared, found.isLast)
      else {
        if (found.type === 'apart') await savePageApart(found)
        bare = found.readUpTo
        if (found.type === 'bare') isWaitedFor ||= found.isWaitedFor
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
