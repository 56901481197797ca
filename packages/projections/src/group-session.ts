import { comparePositions, type Position, type StoredEvent } from '@accountable/domain/kernel'
import { firstValueFrom, type Observable, race, timer } from 'rxjs'
import { arrivalsOf, type Decode, keysOfPage } from './arrival.js'
import type { Checkpoint } from './checkpoint.js'
import type { EngineSettings } from './engine-settings.js'
import type { EngineSignal, Findings } from './engine-signal.js'
import type { EventFeed, FeedPage } from './event-feed.js'
import { answerOf, FatalFailure, RowsRefused, TransientFailure } from './failure.js'
import { foldPage } from './fold-page.js'
import { checkLanding } from './landing.js'
import { parkedAt } from './parked-at.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import { pullPages } from './pull-pages.js'
import type { ReadModelStore, Save } from './read-model-store.js'
import { remembering } from './remembering.js'
import { subjectStream } from './tampering.js'
import { type WakeUp, wakeUp } from './wake-up.js'

/** What a session needs of the store. */
export type PageStore = Pick<ReadModelStore, 'checkpoint' | 'findings' | 'loadPage' | 'save'>

/** What the engine of one group works with. */
export interface GroupEngine<Recorded extends AnyRecordedEvent> {
  readonly group: string
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
  const { group, feed, decode, projections, settings, suspicions, tell, until } = engine
  const store = remembering(engine.store, settings.rememberedRows)
  let checkpoint = await answerOf(store.checkpoint(group))
  if (checkpoint !== undefined) await checkLanding(feed, group, checkpoint)
  tell({ type: 'started', checkpoint, findings: await answerOf(store.findings(group)) })
  const pages = pullPages(feed, checkpoint?.position, settings)
  /** The end of what was read and concerned nobody, while it is not saved yet. */
  let bare: Position | undefined
  let lastSave = Number.NEGATIVE_INFINITY
  let hints: WakeUp | undefined

  const save = async (work: Pick<Save, 'progress' | 'tables'>, next: Checkpoint, events: number): Promise<void> => {
    await answerOf(store.save({ group, after: checkpoint, checkpoint: next, ...work }))
    checkpoint = next
    bare = undefined
    lastSave = performance.now()
    tell({ type: 'saved', checkpoint: next, events })
  }

  const next = (position: Position, landmark = checkpoint?.landmark): Checkpoint => ({
    sequence: (checkpoint?.sequence ?? 0) + 1,
    position,
    landmark
  })

  const saveBare = async (): Promise<void> => {
    if (bare !== undefined) await save({ progress: new Map(), tables: [] }, next(bare), 0)
  }

  /** A gap may be the feed's mistake: it is read again before it is believed. */
  const suspect = (findings: Findings): void => {
    for (const [streamName, { parked }] of findings) {
      if (parked?.reason.code !== 'Gap' && parked?.reason.code !== 'Repeated') continue
      const suspicion = `${parked.reason.code} ${streamName} ${parked.revision}`
      if (suspicions.has(suspicion)) continue
      suspicions.add(suspicion)
      throw new TransientFailure(`${streamName}: ${parked.reason.message}; reading again`)
    }
  }

  const isDue = (): boolean => performance.now() - lastSave >= settings.bareCheckpointEvery

  const saveEvents = async (events: ReadonlyArray<StoredEvent>, readUpTo: Position): Promise<void> => {
    const arrivals = arrivalsOf(events, decode, projections)
    const keys = keysOfPage(arrivals, projections)
    const folded = foldPage(arrivals, projections, keys, await answerOf(store.loadPage(group, keys)))
    const findings = new Map([...folded.progress].filter(([, { parked, tampered }]) => parked ?? tampered))
    suspect(findings)
    const handled = folded.newer === undefined ? events : events.slice(0, events.indexOf(folded.newer.stored))
    const upTo = folded.newer === undefined ? readUpTo : handled.at(-1)?.position
    if (upTo !== undefined) await save(folded, next(upTo, folded.landmark), handled.length)
    if (findings.size > 0) tell({ type: 'found', findings })
    if (folded.newer === undefined) return
    const { event, stored } = folded.newer
    throw new FatalFailure({ type: 'UpgradeRequired', group, event, position: stored.position })
  }

  /** The rows of a page were refused: each event is saved alone, and the stream of one whose rows are refused is parked. */
  const saveApart = async (events: ReadonlyArray<StoredEvent>): Promise<void> => {
    for (const stored of events)
      try {
        await saveEvents([stored], stored.position)
      } catch (thrown) {
        if (!(thrown instanceof RowsRefused)) throw thrown
        const loaded = await answerOf(store.loadPage(group, { streams: [subjectStream(stored.streamName)], rows: [] }))
        const { progress, landmark } = parkedAt(stored, loaded.progress, thrown.message)
        await save({ progress, tables: [] }, next(stored.position, landmark), 1)
        tell({ type: 'found', findings: progress })
      }
  }

  const savePage = async ({ events }: FeedPage, end: Position): Promise<void> => {
    const done = checkpoint?.position
    const isLast = until !== undefined && comparePositions(end, until) >= 0
    const readUpTo = isLast ? until : end
    const fresh = events.filter(
      ({ position }) =>
        comparePositions(position, readUpTo) <= 0 && (done === undefined || comparePositions(position, done) > 0)
    )
    const [first] = fresh
    if (first === undefined) {
      bare = readUpTo
      if (isLast || isDue()) await saveBare()
      return
    }
    tell({ type: 'read', oldest: first.created })
    try {
      await saveEvents(fresh, readUpTo)
    } catch (thrown) {
      if (!(thrown instanceof RowsRefused)) throw thrown
      await saveApart(fresh)
      bare = readUpTo
      if (isLast) await saveBare()
    }
  }

  const interruptible = (wait$: Observable<unknown>): Promise<unknown> =>
    firstValueFrom(race(wait$, engine.interrupted$), { defaultValue: undefined })

  /** Waits at the end of the log: for a hint, for the poll, or until a bare checkpoint is due. */
  const waitForMore = async (moment: number): Promise<void> => {
    tell({ type: 'reachedEnd' })
    hints ??= wakeUp(feed.appended$(bare ?? checkpoint?.position))
    const due = bare === undefined ? settings.pollEvery : lastSave + settings.bareCheckpointEvery - performance.now()
    const more$ = hints.since(moment, Math.min(Math.max(due, 0), settings.pollEvery))
    await interruptible(more$)
    if (isDue()) await saveBare()
  }

  return {
    step: async () => {
      const moment = hints?.now() ?? 0
      const page = await pages.next()
      if (page.readUpTo === undefined) await waitForMore(moment)
      else {
        await savePage(page, page.readUpTo)
        if (settings.restBetweenPages > 0) await interruptible(timer(settings.restBetweenPages))
      }
    },
    checkpoint: () => checkpoint,
    close: () => hints?.close()
  }
}
