import { type Assignment, assignGroups } from './assign-groups.js'
import { answerOf } from './failure.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { Member, ReadModelStore } from './read-model-store.js'

/**
 * Whether a new version of a projection is built as soon as code with it runs. `small`: where the live one stands on up to
 * 100,000 events; a larger one waits for `rebuildProjection`, which somebody starts at an hour of their choice.
 */
export type RebuildPolicy = 'automatic' | 'small' | 'never'

const smallest = 100_000
const pageSize = 1000

/** Whether a group has handled no more events than that. */
const isSmall = async (store: ReadModelStore, group: string): Promise<boolean> => {
  let events = 0
  let last: string | undefined
  for (;;) {
    const page = await answerOf(store.streams(group, last, pageSize))
    for (const [streamName, progress] of page) {
      last = streamName
      events += progress.last === undefined ? 0 : Number(progress.last.revision) + 1
    }
    if (events > smallest) return false
    if (page.size < pageSize) return true
  }
}

const liveGroupOf = (members: ReadonlyArray<Member>, name: string): string | undefined =>
  members.find((member) => member.live && member.name === name)?.group

/**
 * Adds to the store what it lacks of these projections, and answers which groups to run. @throws TransientFailure; it can
 * then be called again.
 */
export const prepareGroups = async <Recorded extends AnyRecordedEvent>(
  store: ReadModelStore,
  projections: ReadonlyArray<Projection<Recorded>>,
  policy: RebuildPolicy
): Promise<Assignment<Recorded>> => {
  const begun = new Set<string>()
  for (const group of new Set(projections.map((one) => one.group)))
    if ((await answerOf(store.partitions(group))) !== undefined) begun.add(group)
  const members = await answerOf(store.members())
  const rebuilt = new Set<Projection<Recorded>>()
  for (const projection of projections) {
    const live = liveGroupOf(members, projection.name)
    const may = policy === 'automatic' || (policy === 'small' && live !== undefined && (await isSmall(store, live)))
    if (may) rebuilt.add(projection)
  }
  const assignment = assignGroups(
    projections,
    members,
    (group) => begun.has(group),
    (projection) => rebuilt.has(projection)
  )
  if (assignment.add.length === 0) return assignment
  for (const { projection, group, live } of assignment.add) await answerOf(store.addMember(group, projection, live))
  // Another process may have been quicker, and put them elsewhere: what counts is what the store says now.
  return prepareGroups(store, projections, policy)
}
