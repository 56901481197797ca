import {
  BehaviorSubject,
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  expand,
  filter,
  finalize,
  firstValueFrom,
  from,
  ignoreElements,
  interval,
  lastValueFrom,
  merge,
  type Observable,
  ReplaySubject,
  retry,
  Subject,
  takeUntil
} from 'rxjs'
import { toError } from './arrival.js'
import { backoff } from './backoff.js'
import type { EngineSignal } from './engine-signal.js'
import { answerOf, FatalFailure, Standby, type StopReason } from './failure.js'
import { type GroupEngine, type GroupSession, openSession } from './group-session.js'
import { createLease } from './lease.js'
import { partitionName, whole } from './partition.js'
import type { AnyRecordedEvent } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'
import type { Share } from './share.js'

/** The engine of one group, at work. */
export interface RunningGroup {
  readonly group: string
  /** Hot. Completes when the engine has stopped. */
  readonly signals$: Observable<EngineSignal>
  /** Keeps the group, finishes the page at hand and waits. Resolves when nothing is being saved any more. */
  readonly pause: () => Promise<void>
  readonly resume: () => void
  /** Finishes the page at hand, gives the group up and resolves. */
  readonly stop: () => Promise<StopReason>
  /** Resolves when the engine has stopped, whoever wanted it. */
  readonly stopped: Promise<StopReason>
}

/** What `runGroup` needs: the parts of the engine, and who holds the lease. */
export interface RunnableGroup<Recorded extends AnyRecordedEvent>
  extends Omit<GroupEngine<Recorded>, 'suspicions' | 'interrupted$' | 'tell' | 'until' | 'store'> {
  readonly store: ReadModelStore
  readonly owner: string
  /** Of a partition: how many this process should have. */
  readonly share?: Share
}

type Wish = 'run' | 'pause' | 'stop'

/**
 * Runs the projections of one group until it is stopped. Every failure but a fatal one leads back to the stored checkpoint
 * after a growing delay; nothing is ever skipped. Pulling the next page sits behind saving the last one, inside `expand`.
 */
export const runGroup = <Recorded extends AnyRecordedEvent>(parts: RunnableGroup<Recorded>): RunningGroup => {
  const { store, settings, owner, share } = parts
  const group = partitionName(parts.group, parts.partition ?? whole)
  const signals$ = new Subject<EngineSignal>()
  const wish$ = new BehaviorSubject<Wish>('run')
  const asked = (wish: Wish): Observable<Wish> => wish$.pipe(filter((current) => current === wish))
  /** Work that the store has not answered yet, also of sessions that were given up. The group is at rest when all of it ended. */
  const underWay = new Set<Promise<unknown>>()
  const tracked = <A>(work: Promise<A>): Promise<A> => {
    underWay.add(work)
    const forget = (): void => void underWay.delete(work)
    work.then(forget, forget)
    return work
  }

  const tell = (signal: EngineSignal): void => {
    if (signal.type === 'saved' || signal.type === 'reachedEnd') retries.reset()
    signals$.next(signal)
  }
  const retries = backoff(settings, asked('stop'), tell)
  const engine: GroupEngine<Recorded> = {
    ...parts,
    suspicions: new Set(),
    interrupted$: wish$.pipe(filter((wish) => wish !== 'run')),
    tell
  }

  const lease = createLease(store, { name: group, owner, ttl: settings.leaseTtl, share })
  const keepLease$ = interval(settings.leaseTtl / 3).pipe(concatMap(lease.take), ignoreElements())

  /** A process that waits for the group answers queries too: it tells how far the other one has come. */
  const sayHowFar = async (thrown: unknown): Promise<never> => {
    if (!(thrown instanceof Standby)) throw thrown
    throw new Standby(await answerOf(store.checkpointOf(parts.group, parts.partition ?? whole)))
  }

  /** One page after another, each begun when the one before it is saved; between two pages it may pause or end. */
  const pages = (session: GroupSession): Observable<never> => {
    const step$ = defer(async () => {
      if (wish$.value === 'pause') {
        tell({ type: 'paused' })
        await firstValueFrom(wish$.pipe(filter((wish) => wish !== 'pause')))
        tell({ type: 'resumed' })
      }
      if (wish$.value !== 'run') return
      if (lease.mustYield()) {
        await lease.giveUp()
        throw new Standby()
      }
      await tracked(session.step())
    })
    const going = (): Observable<void> => (wish$.value === 'stop' ? EMPTY : step$)
    return going().pipe(expand(going, 1), ignoreElements())
  }

  const session$ = defer(async () => {
    if (wish$.value === 'stop') return undefined
    await lease.take().catch(sayHowFar)
    return await openSession(engine)
  }).pipe(
    concatMap((session) => {
      if (session === undefined) return EMPTY
      // Replayed: asked to stop before the first page, the work is done before the lease's keeper listens.
      const done$ = new ReplaySubject<void>(1)
      const work$ = pages(session).pipe(finalize(() => done$.next()))
      return merge(work$, keepLease$.pipe(takeUntil(done$))).pipe(finalize(session.close))
    })
  )

  let reason: StopReason = { type: 'StopAsked' }
  const release$ = defer(async () => {
    await Promise.allSettled(underWay)
    await lease.giveUp()
  }).pipe(ignoreElements())
  const life$ = concat(
    session$.pipe(
      retry({ delay: retries.delay }),
      catchError((error: unknown) => {
        reason =
          error instanceof FatalFailure ? error.stop : { type: 'EngineFailed', group, message: toError(error).message }
        return EMPTY
      })
    ),
    release$
  )
  const stopped = lastValueFrom(life$, { defaultValue: undefined }).then((): StopReason => {
    signals$.next({ type: 'stopped', reason })
    signals$.complete()
    return reason
  })

  return {
    group,
    signals$: from(signals$),
    stopped,
    pause: async () => {
      if (wish$.value === 'run') wish$.next('pause')
      await Promise.allSettled(underWay)
    },
    resume: () => {
      if (wish$.value === 'pause') wish$.next('run')
    },
    stop: () => {
      wish$.next('stop')
      return stopped
    }
  }
}
