import { comparePositions, type Position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { endWith, exhaustMap, ignoreElements, map, merge, type Observable, scan, takeUntil, timer } from 'rxjs'
import type { EngineSettings } from './engine-settings.js'
import type { EngineSignal } from './engine-signal.js'
import type { EventFeed, FeedHead } from './event-feed.js'
import { isBehind, lagSeconds, type Mark, marked, marksBehind, marksLeft, type StoreClock } from './lag.js'
import type { Progress } from './progress.js'
import { isOfLate, type Rate, rateOf, rateStart } from './rate.js'

type Beat = { readonly type: 'beat'; readonly head: FeedHead | undefined }
type Observed = { readonly signal: EngineSignal | Beat; readonly at: number }

interface State extends Progress {
  readonly rate: Rate
  /** What begins each stretch of events that is not saved. */
  readonly unsaved: ReadonlyArray<Mark>
  readonly clock: StoreClock | undefined
  /** When the group was last known to go on, or to have nothing to do. */
  readonly lastSave: number
  /** In standby: when it was last looked how far the group is. */
  readonly looked: number
}

const isSamePosition = (a: Position | undefined, b: Position | undefined): boolean =>
  a === undefined || b === undefined ? a === b : comparePositions(a, b) === 0

/** Whether this engine has the group: what is behind the position is its own to save. */
const hasGroup = ({ activity }: State): boolean => activity !== 'starting' && activity !== 'standby'

/** Behind, with nothing read since the end of the log: then the head that shows it is the oldest record known to be there. */
const markedByHead = (state: State, head: FeedHead | undefined): State =>
  head === undefined || !isBehind(state) || state.unsaved.length > 0 || state.activity === 'starting'
    ? state
    : { ...state, unsaved: [head] }

/** What stalled goes on to be until something is saved, or there is nothing to save: trying again is no progress. */
const working = ({ activity }: State): State['activity'] => (activity === 'stalled' ? 'stalled' : 'catchingUp')

const remainingOf = ({ activity, position, head, rate }: State, at: number): number | undefined => {
  if (head === undefined) return activity === 'idle' ? 0 : undefined
  if (!isBehind({ position, head })) return 0
  const distance = Number(head.commit - (position?.commit ?? 0n))
  const isWorking = activity === 'catchingUp' || activity === 'idle' || activity === 'stalled'
  return isWorking && isOfLate(rate, at) ? distance / rate.positionsPerSecond : undefined
}

/** The state with what the head of the log tells, if anybody could be asked. */
const heard = (state: State, head: FeedHead | undefined, at: number): State =>
  head === undefined || (state.clock !== undefined && head.created <= state.clock.told)
    ? { ...state, head: head?.position ?? state.head }
    : { ...state, head: head.position, clock: { told: head.created, at } }

const react = (state: State, { signal, at }: Observed, settings: EngineSettings): State => {
  switch (signal.type) {
    case 'standby': {
      const position = signal.checkpoint?.position ?? state.position
      // Of what we have read ourselves nothing is known: whoever has the group saves it.
      const unsaved = hasGroup(state) ? [] : marksBehind(state.unsaved, position)
      const goesOn = !isSamePosition(position, state.position) || !isBehind({ position, head: state.head })
      const lastSave = goesOn ? at : state.lastSave
      const nothing = { failure: undefined, notShown: undefined, rate: rateStart(at) } as const
      return { ...state, ...nothing, activity: 'standby', position, unsaved, looked: at, lastSave }
    }
    case 'started': {
      const position = signal.checkpoint?.position
      return {
        ...state,
        activity: working(state),
        position,
        findings: signal.findings,
        unsaved: marksLeft(state.unsaved, { position, head: state.head }),
        lastSave: isSamePosition(position, state.position) ? state.lastSave : at,
        rate: rateStart(at)
      }
    }
    case 'read': {
      if (!hasGroup(state)) return state // a session that was given up is still at it
      const unsaved = marked(state.unsaved, { position: signal.position, created: signal.oldest })
      return { ...state, activity: working(state), unsaved: marksLeft(unsaved, state) }
    }
    case 'saved': {
      const { position } = signal.checkpoint
      const rate = rateOf(state.rate, { at, events: signal.events, from: state.position, to: position })
      const events = state.events + signal.events
      const unsaved = marksLeft(state.unsaved, { position, head: state.head })
      const activity = state.activity === 'stalled' ? 'catchingUp' : state.activity
      return { ...state, activity, position, events, rate, unsaved, failure: undefined, lastSave: at }
    }
    case 'reachedEnd':
      return { ...state, activity: 'idle', unsaved: [], failure: undefined, lastSave: at }
    case 'shown':
      return { ...state, notShown: undefined }
    case 'notShown': {
      const { projection, version, message } = signal
      return { ...state, notShown: { projection, version, message } }
    }
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
      const works = next.activity === 'catchingUp' || next.activity === 'idle' || next.activity === 'starting'
      const stalled = works && isBehind(next) && at - next.lastSave >= settings.stalledAfter
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
  lagSeconds: lagSeconds(state.unsaved, state, state.clock, state.activity === 'standby' ? state.looked : at),
  secondsToCatchUp: remainingOf(state, at),
  findings: state.findings,
  failure: state.failure,
  notShown: state.notShown,
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
  notShown: undefined,
  stop: undefined,
  rate: rateStart(at),
  unsaved: [],
  clock: undefined,
  lastSave: at,
  looked: at
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
