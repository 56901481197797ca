import { comparePositions } from '@accountable/domain/kernel'
import { toError } from './arrival.js'
import { isSameVersion } from './assign-groups.js'
import type { Crew, CrewMember } from './crew.js'
import { answerOf, FatalFailure, TransientFailure } from './failure.js'
import { isParkedAlike } from './findings.js'
import { type HeldGroup, joinGroup } from './join-group.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { Member, ReadModelStore } from './read-model-store.js'
import { within } from './within.js'

/** Where the others are that ask for the same group, wherever they had to move. */
const targetOf = <Recorded extends AnyRecordedEvent>(
  crew: Crew<Recorded>,
  group: string,
  projection: Projection<Recorded>
): CrewMember<Recorded> | undefined =>
  crew.members().find((one) => one.group !== group && one.projections.some((other) => other.group === projection.group))

/** Shown once, and then another one was: whoever wanted that must be the one to want it back. */
const wasTakenBack = (members: ReadonlyArray<Member>, projection: Projection<never>): boolean =>
  members.some((member) => member.wasShown && !member.live && isSameVersion(member, projection))

/** Takes back that it could not be shown: somebody else has shown it, or the store's answer was lost. */
const sayShown = <Recorded extends AnyRecordedEvent>(
  crew: Crew<Recorded>,
  group: string,
  { name, version }: Projection<Recorded>
): void => {
  if (crew.isNotShown(group)) crew.tell(group, { type: 'shown', projection: name, version })
}

/** Shows a version to queries, and tells whether the store did. @throws TransientFailure */
const show = async <Recorded extends AnyRecordedEvent>(
  crew: Crew<Recorded>,
  store: ReadModelStore,
  group: string,
  { name, version, tables }: Projection<Recorded>
): Promise<void> => {
  const what = { projection: name, version }
  try {
    await answerOf(store.setLive({ name, version, tables }))
  } catch (thrown) {
    crew.tell(group, { type: 'notShown', ...what, message: toError(thrown).message })
    throw thrown
  }
  crew.tell(group, { type: 'shown', ...what })
}

/**
 * A group that is split never joins another one, since its partitions are in several hands. It is shown once the slowest of them
 * is no further back than what is shown now.
 */
const showPartitioned = async <Recorded extends AnyRecordedEvent>(
  crew: Crew<Recorded>,
  store: ReadModelStore,
  group: string,
  projection: Projection<Recorded>
): Promise<void> => {
  const members = await answerOf(store.members())
  const live = members.find((member) => member.live && member.name === projection.name)
  if (live === undefined || live.version === projection.version) return sayShown(crew, group, projection)
  if (wasTakenBack(members, projection)) return
  const [ours, shown] = await Promise.all([answerOf(store.checkpoint(group)), answerOf(store.checkpoint(live.group))])
  if (ours === undefined || (shown !== undefined && comparePositions(ours.position, shown.position) < 0)) return
  await show(crew, store, group, projection)
}

/**
 * What has caught up alone is shown from now on, and joins the others where they are ours and at the end of the log too, and
 * the same customers are parked in both.
 * Answers the group that is to be started in place of the two; undefined where it must be tried again.
 */
export const settleGroup = async <Recorded extends AnyRecordedEvent>(
  crew: Crew<Recorded>,
  { partitions, ...parts }: Omit<HeldGroup<Recorded>, 'group' | 'projections'> & { readonly partitions: number },
  group: string,
  projection: Projection<Recorded>
): Promise<Pick<CrewMember<Recorded>, 'group' | 'projections'> | undefined> => {
  const alone = crew.members().find((one) => one.group === group)
  const target = targetOf(crew, group, projection)
  if (alone === undefined || crew.isPaused()) return undefined
  try {
    if (partitions > 1) {
      await showPartitioned(crew, parts.store, group, projection)
      return undefined
    }
    const members = await answerOf(parts.store.members())
    if (wasTakenBack(members, projection)) return undefined
    const isShown = members.some((member) => member.live && isSameVersion(member, projection))
    if (isShown) sayShown(crew, group, projection)
    else await show(crew, parts.store, group, projection)
    if (target === undefined) return undefined
    const [ours, theirs] = [crew.progressOf(group), crew.progressOf(target.group)]
    if (ours === undefined || theirs?.activity !== 'idle' || !isParkedAlike(ours.findings, theirs.findings))
      return undefined
    // Where the store never answers a call, both would wait for it with nothing done: they go on, and try another time.
    const paused = Promise.all([alone.running.pause(), target.running.pause()])
    if ((await within(parts.settings.leaseTtl, paused)) === undefined)
      throw new TransientFailure('a call is not answered')
    await joinGroup({ ...parts, group, projections: alone.projections }, { ...parts, ...target })
  } catch (thrown) {
    if (!crew.isPaused()) for (const one of [alone, target]) one?.running.resume()
    if (!(thrown instanceof TransientFailure || thrown instanceof FatalFailure)) throw thrown
    return undefined
  }
  await Promise.all([crew.end(group), crew.end(target.group)])
  return { group: target.group, projections: [...target.projections, projection] }
}
