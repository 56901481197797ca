import { comparePositions, type Position } from '@accountable/domain/kernel'
import { NEVER } from 'rxjs'
import { answerOf, TransientFailure } from './failure.js'
import { isParkedAlike } from './findings.js'
import { openSession } from './group-session.js'
import type { AnyRecordedEvent } from './projection.js'
import type { RunnableGroup } from './run-group.js'

/** A group that nobody is running right now, but that we hold. */
export type HeldGroup<Recorded extends AnyRecordedEvent> = Omit<RunnableGroup<Recorded>, 'owner'>

const advanceOnce = async <Recorded extends AnyRecordedEvent>(
  held: HeldGroup<Recorded>,
  until: Position,
  suspicions: Set<string>,
  afterEach: () => Promise<void>
): Promise<void> => {
  const session = await openSession({ ...held, until, interrupted$: NEVER, suspicions, tell: () => {} })
  try {
    const isThere = (): boolean => {
      const position = session.checkpoint()?.position
      return position !== undefined && comparePositions(position, until) >= 0
    }
    while (!isThere()) {
      await session.step()
      await afterEach()
    }
  } finally {
    session.close()
  }
}

/** Brings a group, or a partition of it, to exactly this position, which is further than its checkpoint. */
export const advance = async <Recorded extends AnyRecordedEvent>(
  held: HeldGroup<Recorded>,
  until: Position,
  afterEach: () => Promise<void> = async () => {}
): Promise<void> => {
  const suspicions = new Set<string>()
  for (;;) {
    const { size } = suspicions
    try {
      return await advanceOnce(held, until, suspicions, afterEach)
    } catch (thrown) {
      if (suspicions.size === size) throw thrown // else there was an event out of order, which the next reading believes
    }
  }
}

/**
 * Makes two groups one. Both must be paused, and near the end of the log: whichever is behind is brought to where the other
 * is, and then the members move in one transaction. A group knows one place of a stream: where a customer waits in one of the
 * two only, they stay two. @throws TransientFailure, FatalFailure; nothing has moved then.
 */
export const joinGroup = async <Recorded extends AnyRecordedEvent>(
  joining: HeldGroup<Recorded>,
  joined: HeldGroup<Recorded>
): Promise<void> => {
  const { store } = joining
  const [a, b] = await Promise.all([
    answerOf(store.checkpoint(joining.group)),
    answerOf(store.checkpoint(joined.group))
  ])
  const difference = a === undefined || b === undefined ? 0 : comparePositions(a.position, b.position)
  if (b !== undefined && (a === undefined || difference < 0)) await advance(joining, b.position)
  if (a !== undefined && (b === undefined || difference > 0)) await advance(joined, a.position)
  const [ours, theirs] = await Promise.all([
    answerOf(store.findings(joining.group)),
    answerOf(store.findings(joined.group))
  ])
  if (!isParkedAlike(ours, theirs)) throw new TransientFailure('other customers are parked in the other group')
  await answerOf(store.moveMembers(joining.projections, joining.group, joined.group))
}
