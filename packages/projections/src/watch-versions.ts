import { isSameVersion, ownGroup } from './assign-groups.js'
import type { Crew } from './crew.js'
import { answerOf } from './failure.js'
import { type FrozenVersion, frozenVersions } from './frozen-versions.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'

/** What becomes of versions while engines run, by others' doing. */
export interface VersionWatch {
  /** @throws TransientFailure */
  readonly look: () => Promise<void>
  /** What was shown and fed by nobody when it was last looked. */
  readonly frozen: () => ReadonlyArray<FrozenVersion>
}

export interface WatchedVersions<Recorded extends AnyRecordedEvent> {
  readonly store: ReadModelStore
  readonly crew: Crew<Recorded>
  readonly projections: ReadonlyArray<Projection<Recorded>>
  /** Groups that some of these projections are about to leave, or to come into. */
  readonly underWay: ReadonlySet<string>
  readonly start: (group: string, projections: ReadonlyArray<Projection<Recorded>>) => void
}

/** Feeds versions of ours that somebody else has built and shown, and knows those that nobody feeds. */
export const watchVersions = <Recorded extends AnyRecordedEvent>(parts: WatchedVersions<Recorded>): VersionWatch => {
  const { store, crew, projections, underWay, start } = parts
  let frozen: ReadonlyArray<FrozenVersion> = []
  return {
    look: async () => {
      const members = await answerOf(store.members())
      for (const projection of projections) {
        const isHere = crew.members().some((one) => one.projections.some((other) => isSameVersion(other, projection)))
        const shown = members.find((member) => member.live && isSameVersion(member, projection))
        if (isHere || shown === undefined || underWay.has(shown.group)) continue
        if (members.filter(({ group }) => group === shown.group).length === 1) start(shown.group, [projection])
      }
      const ours = new Set([...underWay, ...crew.members().map(({ group }) => group)])
      const before = frozen
      frozen = await frozenVersions(store, members, (group) => ours.has(group))
      if (before.map(ownGroup).join() !== frozen.map(ownGroup).join()) crew.tellAgain()
    },
    frozen: () => frozen
  }
}
