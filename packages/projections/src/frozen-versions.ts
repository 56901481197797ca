import type { Position } from '@accountable/domain/kernel'
import { answerOf } from './failure.js'
import { isRun } from './live-place.js'
import type { Member, ReadModelStore } from './read-model-store.js'

/** A version that is shown and that no process feeds: what it shows stays as it was at `position`. */
export interface FrozenVersion extends Member {
  readonly position: Position | undefined
}

/** Of these members; a group that this process runs, or waits for, is fed. @throws TransientFailure */
export const frozenVersions = async (
  store: ReadModelStore,
  members: ReadonlyArray<Member>,
  isOurs: (group: string) => boolean
): Promise<ReadonlyArray<FrozenVersion>> => {
  const found: FrozenVersion[] = []
  for (const member of members) {
    if (!member.live || isOurs(member.group) || (await answerOf(async () => isRun(store, member.group)))) continue
    const checkpoint = await answerOf(store.checkpoint(member.group))
    found.push({ ...member, position: checkpoint?.position })
  }
  return found
}
