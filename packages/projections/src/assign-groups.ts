import type { AnyRecordedEvent, Projection } from './projection.js'
import type { Member } from './read-model-store.js'

/** What to do with the projections that a process brings, given what the store has. */
export interface Assignment<Recorded extends AnyRecordedEvent> {
  /** Projections that the store does not have yet, with the group that they begin in. */
  readonly add: ReadonlyArray<{
    readonly projection: Projection<Recorded>
    readonly group: string
    /** False for a new version beside a live one: it is shown when it is switched to. */
    readonly live: boolean
  }>
  /** Groups with a member that this process lacks: those that it has go on in another group, the rest stay frozen. */
  readonly leave: ReadonlyArray<{
    readonly from: string
    readonly into: string
    readonly projections: ReadonlyArray<Projection<Recorded>>
  }>
  /** What to run, by group, once the above is done. */
  readonly groups: ReadonlyMap<string, ReadonlyArray<Projection<Recorded>>>
}

interface Version {
  readonly name: string
  readonly version: number
}

export const isSameVersion = (a: Version, b: Version): boolean => a.name === b.name && a.version === b.version

/** The group of a projection that must catch up alone. */
export const ownGroup = ({ name, version }: Version): string => `${name}@${version}`

/**
 * Pure: which groups a process runs. A projection joins the group it asks for only where that group has not begun
 * (`hasBegun`); otherwise it starts in one of its own. So does a version beside another one, where `mayRebuild` says so; until
 * somebody rebuilds it, it is not run at all.
 */
export const assignGroups = <Recorded extends AnyRecordedEvent>(
  projections: ReadonlyArray<Projection<Recorded>>,
  members: ReadonlyArray<Member>,
  hasBegun: (group: string) => boolean,
  mayRebuild: (projection: Projection<Recorded>) => boolean = () => false
): Assignment<Recorded> => {
  const add: Assignment<Recorded>['add'][number][] = []
  const leave: Assignment<Recorded>['leave'][number][] = []
  const groups = new Map<string, Projection<Recorded>[]>()
  const run = (group: string, projection: Projection<Recorded>): void => {
    groups.set(group, [...(groups.get(group) ?? []), projection])
  }
  for (const projection of projections) {
    const stored = members.find((member) => isSameVersion(member, projection))
    if (stored !== undefined) run(stored.group, projection)
    else if (!members.some(({ name }) => name === projection.name)) {
      const group = hasBegun(projection.group) ? ownGroup(projection) : projection.group
      add.push({ projection, group, live: true })
      run(group, projection)
    } else if (mayRebuild(projection)) {
      add.push({ projection, group: ownGroup(projection), live: false })
      run(ownGroup(projection), projection)
    }
  }
  const wanted = [...groups]
  for (const [group, ours] of wanted) {
    const lacking = members.filter(
      (member) => member.group === group && !ours.some((one) => isSameVersion(one, member))
    )
    if (lacking.length === 0) continue
    const into = `${group}+${lacking.map(ownGroup).join('+')}`
    leave.push({ from: group, into, projections: ours })
    groups.delete(group)
    groups.set(into, ours)
  }
  return { add, leave, groups }
}
