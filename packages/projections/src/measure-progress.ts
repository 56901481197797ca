import { comparePositions, type Position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { endWith, exhaustMap, ignoreElements, map, merge, type Observable, scan, takeUntil, timer } from 'rxjs'
import type { EngineSettings } from './engine-settings.js'
import type { EngineSignal } from './engine-signal.js'
import type { EventFeed, FeedHead } from './event-feed.js'
import type { Progress } from './progress.js'
import { type Rate, rateOf, rateStart } from './rate.js'

type Beat = { readonly type: 'beat'; readonly head: FeedHead | undefined }
type Observed = { readonly signal: EngineSignal | Beat; readonly at: number }

/** A record that the lag may be measured from: where it is, and its store's time. */
interface Mark {
  readonly position: Position
  readonly created: number
}

interface State extends Progress {
  readonly rate: Rate
  /**
   * What begins each stretch of events that is not saved, in the order of the log: a few at most, those of the save at hand and of
   * what is read meanwhile. The lag is the age of the first one. There is none at the end of the log.
   */
  readonly unsaved: ReadonlyArray<Mark>
  /** The newest time the store told, and when it was first heard (monotonic): its clock is guessed from there. */
  readonly clock: { readonly told: number; readonly at: number } | undefined
  readonly lastSave: number
}

const isBehind = ({ position, head }: Pick<Progress, 'position' | 'head'>): boolean =>
  head !== undefined && (position === undefined || comparePositions(position, head) < 0)

const lagOf = (state: State, at: number): number => {
  const [oldest] = state.unsaved
  if (!isBehind(state) || oldest === undefined || state.clock === undefined) return 0
  return Math.max(0, state.clock.told + (at - state.clock.at) - oldest.created) / 1000
}

/** The marks with one of what was just read, in the place of those behind it: they come again, or the head was one of them. */
const marked = (unsaved: ReadonlyArray<Mark>, mark: Mark): ReadonlyArray<Mark> => [
  ...unsaved.filter(({ position }) => comparePositions(position, mark.position) < 0),
  mark
]

/**
 * The marks that are left when everything up to the position is saved. While the engine is behind and has not read on, that is the
 * last one, although it is saved: what is not saved is younger, so the lag is at most that, and does not seem to be over.
 */
const leftOf = ({ unsaved, head }: State, position: Position | undefined): ReadonlyArray<Mark> => {
  if (position === undefined) return unsaved
  const left = unsaved.filter((mark) => comparePositions(mark.position, position) > 0)
  if (left.length > 0) return left // also where the head that is known is an old one
  return head === undefined || isBehind({ position, head }) ? unsaved.slice(-1) : []
}

/** Whether this engine has the group: what is behind the position is its own to save. */
const hasGroup = ({ activity }: State): boolean => activity !== 'starting' && activity !== 'standby'

/** Behind, with nothing read since the end of the log: then the head that shows it is the oldest record known to be there. */
const markedByHead = (state: State, head: FeedHead | undefined): State =>
  head === undefined || !isBehind(state) || state.unsaved.length > 0 || !hasGroup(state)
    ? state
    : { ...state, unsaved: [head] }

const remainingOf = ({ position, head, rate }: State): number | undefined => {
  if (head === undefined || !isBehind({ position, head })) return 0
  const distance = Number(head.commit - (position?.commit ?? 0n))
  return rate.positionsPerSecond > 0 ? distance / rate.positionsPerSecond : undefined
}

/** The state with what the head of the log tells, if anybody could be asked. */
const heard = (state: State, head: FeedHead | undefined, at: number): State =>
  head === undefined || (state.clock !== undefined && head.created <= state.clock.told)
    ? { ...state, head: head?.position ?? state.head }
    : { ...state, head: head.position, clock: { told: head.created, at } }

const react = (state: State, { signal, at }: Observed, settings: EngineSettings): State => {
  switch (signal.type) {
    case 'standby':
      return { ...state, activity: 'standby', unsaved: [], failure: undefined } // whoever has it saves what we read
    case 'started':
      return {
        ...state,
        activity: 'catchingUp',
        position: signal.checkpoint?.position,
        findings: signal.findings,
        unsaved: leftOf(state, signal.checkpoint?.position),
        lastSave: at,
        rate: rateStart(at)
      }
    case 'read': {
      if (!hasGroup(state)) return state // a session that was given up is still at it
      const unsaved = marked(state.unsaved, { position: signal.position, created: signal.oldest })
      return { ...state, activity: 'catchingUp', unsaved: leftOf({ ...state, unsaved }, state.position) }
    }
    case 'saved': {
      const { position } = signal.checkpoint
      const rate = rateOf(state.rate, { at, events: signal.events, from: state.position, to: position })
      const events = state.events + signal.events
      return { ...state, position, events, rate, unsaved: leftOf(state, position), failure: undefined, lastSave: at }
    }
    case 'reachedEnd':
      return { ...state, activity: 'idle', unsaved: [], failure: undefined, lastSave: at }
    case 'found':
      return { ...state, findings: new Map([...state.findings, ...signal.findings]) }
    case 'failed':
      return { ...state, failure: { message: signal.message, failures: signal.failures } }
    case 'paused':
      return { ...state, activity: 'paused' }
    case 'resumed':
      return { ...state, activity: 'catchingUp', lastSave: at }
    case 'stopped':
      return { ...state, activity: 'stopped', stop: signal.reason }
    case 'beat': {
      const rate = rateOf(state.rate, { at, events: 0, from: undefined, to: undefined })
      const next = { ...markedByHead(heard(state, signal.head, at), signal.head), rate }
      const working = next.activity === 'catchingUp' || next.activity === 'idle' || next.activity === 'starting'
      const stalled = working && isBehind(next) && at - next.lastSave >= settings.stalledAfter
      return stalled ? { ...next, activity: 'stalled' } : next
    }
  }
}

const shown = (state: State, at: number): Progress => ({
  group: state.group,
  activity: state.activity,
  position: state.position,
  head: state.head,
  events: state.events,
  eventsPerSecond: state.rate.eventsPerSecond,
  lagSeconds: lagOf(state, at),
  secondsToCatchUp: remainingOf(state),
  findings: state.findings,
  failure: state.failure,
  stop: state.stop
})

const unknown = (group: string, at: number): State => ({
  group,
  activity: 'starting',
  position: undefined,
  head: undefined,
  events: 0,
  eventsPerSecond: 0,
  lagSeconds: 0,
  secondsToCatchUp: undefined,
  findings: new Map(),
  failure: undefined,
  stop: undefined,
  rate: rateStart(at),
  unsaved: [],
  clock: undefined,
  lastSave: at
})

/** The head of the log, now and then; a feed that does not answer tells nothing, and that is visible elsewhere. */
const beats = (feed: EventFeed, every: number): Observable<Beat> =>
  timer(0, every).pipe(
    exhaustMap(async (): Promise<Beat> => {
      const head = await feed.head()()
      return { type: 'beat', head: E.isRight(head) ? head.right : undefined }
    })
  )

/** What an engine tells and what the feed says of its head, as one account of how the group is doing. */
export const measureProgress = (
  group: string,
  signals$: Observable<EngineSignal>,
  feed: EventFeed,
  settings: EngineSettings
): Observable<Progress> => {
  const ended$ = signals$.pipe(ignoreElements(), endWith(true))
  const observed$ = merge(signals$, beats(feed, settings.progressEvery).pipe(takeUntil(ended$))).pipe(
    map((signal): Observed => ({ signal, at: performance.now() }))
  )
  return observed$.pipe(
    scan(({ state }, { signal, at }) => ({ state: react(state, { signal, at }, settings), at }), {
      state: unknown(group, performance.now()),
      at: 0
    }),
    map(({ state, at }) => shown(state, at))
  )
}
