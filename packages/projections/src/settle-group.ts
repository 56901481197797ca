import { isSameVersion } from './assign-groups.js'
import type { Crew, CrewMember } from './crew.js'
import { answerOf, FatalFailure, TransientFailure } from './failure.js'
import { isParkedAlike } from './findings.js'
import { type HeldGroup, joinGroup } from './join-group.js'
import type { AnyRecordedEvent, Projection } from './projection.js'

/** Where the others are that ask for the same group, wherever they had to move. */
const targetOf = <Recorded extends AnyRecordedEvent>(
  crew: Crew<Recorded>,
  group: string,
  projection: Projection<Recorded>
): CrewMember<Recorded> | undefined =>
  crew.members().find((one) => one.group !== group && one.projections.some((other) => other.group === projection.group))

/**
 * What has caught up alone is shown from now on, and joins the others where they are ours and at the end of the log too, and
 * the same customers are parked in both.
 * Answers the group that is to be started in place of the two; undefined where it must be tried again.
 */
export const settleGroup = async <Recorded extends AnyRecordedEvent>(
  crew: Crew<Recorded>,
  parts: Omit<HeldGroup<Recorded>, 'group' | 'projections'>,
  group: string,
  projection: Projection<Recorded>
): Promise<Pick<CrewMember<Recorded>, 'group' | 'projections'> | undefined> => {
  const alone = crew.members().find((one) => one.group === group)
  const target = targetOf(crew, group, projection)
  if (alone === undefined || crew.isPaused()) return undefined
  try {
    const members = await answerOf(parts.store.members())
    const isShown = members.some((member) => member.live && isSameVersion(member, projection))
    if (!isShown) await answerOf(parts.store.setLive(projection))
    if (target === undefined) return undefined
    const [ours, theirs] = [crew.progressOf(group), crew.progressOf(target.group)]
    if (ours === undefined || theirs?.activity !== 'idle' || !isParkedAlike(ours.findings, theirs.findings))
      return undefined
    await Promise.all([alone.running.pause(), target.running.pause()])
    await joinGroup({ ...parts, group, projections: alone.projections }, { ...parts, ...target })
  } catch (thrown) {
    if (!(thrown instanceof TransientFailure || thrown instanceof FatalFailure)) throw thrown
    alone.running.resume()
    target?.running.resume()
    return undefined
  }
  await Promise.all([crew.end(group), crew.end(target.group)])
  return { group: target.group, projections: [...target.projections, projection] }
}
