import { comparePositions, formatPosition, type Position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { catchError, defer, exhaustMap, filter, firstValueFrom, merge, of, take, timer } from 'rxjs'
import type { ReadModelStore, ReadModelsUnavailable } from './read-model-store.js'

/** The read model did not get there in time. It is not a failed command: the facts are stored, the rows are late. */
export interface AtLeastTimeout {
  readonly type: 'AtLeastTimeout'
  /** `commit:prepare` of the slowest projection asked for; null while it has not begun. */
  readonly reached: string | null
}

/** The customer's stream waits for a fix; its rows stand still, and the position that was asked for may never come. */
export interface CustomerParked {
  readonly type: 'CustomerParked'
  readonly customerId: string
  /** Milliseconds since 1970, the store's clock. */
  readonly since: number
}

export type AtLeastError = AtLeastTimeout | CustomerParked | ReadModelsUnavailable

/** Which projections must have come how far, and for whom it is asked. */
export interface AtLeastRequest {
  readonly projections: ReadonlyArray<string>
  readonly position: Position
  /** Milliseconds. */
  readonly timeout: number
  readonly customerId?: string
}

type Standing = E.Either<AtLeastError, Position | undefined | 'reached'>

const pollEvery = 50

/** How far the live versions have come: `reached`, or the position of the slowest. */
const standing = async (store: ReadModelStore, request: AtLeastRequest): Promise<Standing> => {
  const members = await store.members()()
  if (E.isLeft(members)) return members
  let slowest: Position | undefined | 'reached' = 'reached'
  for (const name of request.projections) {
    const member = members.right.find((one) => one.name === name && one.live)
    if (member === undefined) return E.right(undefined)
    const checkpoint = await store.checkpoint(member.group)()
    if (E.isLeft(checkpoint)) return checkpoint
    const at = checkpoint.right?.position
    if (at !== undefined && comparePositions(at, request.position) >= 0) {
      const parked = await parkedIn(store, member.group, request.customerId)
      if (parked !== undefined) return E.left(parked)
      continue
    }
    if (at === undefined) return E.right(undefined)
    if (slowest === 'reached' || (slowest !== undefined && comparePositions(at, slowest) < 0)) slowest = at
  }
  return E.right(slowest)
}

const parkedIn = async (
  store: ReadModelStore,
  group: string,
  customerId: string | undefined
): Promise<AtLeastError | undefined> => {
  if (customerId === undefined) return undefined
  const progress = await store.progressOf(group, `customer-${customerId}`)()
  if (E.isLeft(progress)) return progress.left
  const since = progress.right?.parked?.since
  return since === undefined ? undefined : { type: 'CustomerParked', customerId, since }
}

/**
 * Waits until the live versions of these projections have handled everything up to a position, whichever process runs
 * them: the store's own saves wake it, a poll finds the others'. Nothing when they have.
 */
export const waitForAtLeast = async (
  store: ReadModelStore,
  request: AtLeastRequest
): Promise<AtLeastError | undefined> => {
  let last: Position | undefined
  const answered$ = merge(store.saved$, timer(0, pollEvery)).pipe(
    exhaustMap(() => standing(store, request)),
    filter((now) => {
      if (E.isLeft(now) || now.right === 'reached') return true
      last = now.right
      return false
    }),
    take(1)
  )
  const late$ = timer(request.timeout).pipe(exhaustMap(() => defer(() => of<Standing>(E.left(lateness(last))))))
  const answer = await firstValueFrom(
    merge(answered$, late$).pipe(
      take(1),
      catchError(() => of<Standing>(E.left(lateness(last))))
    )
  )
  return E.isLeft(answer) ? answer.left : undefined
}

const lateness = (reached: Position | undefined): AtLeastTimeout => ({
  type: 'AtLeastTimeout',
  reached: reached === undefined ? null : formatPosition(reached)
})
