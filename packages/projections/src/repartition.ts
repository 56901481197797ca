import { comparePositions, type Position } from '@accountable/domain/kernel'
import type { Decode } from './arrival.js'
import { defaultEngineSettings, type EngineSettings } from './engine-settings.js'
import type { EventFeed } from './event-feed.js'
import { answerOf, FatalFailure, TransientFailure } from './failure.js'
import { advance } from './join-group.js'
import { type Partition, partitionName, partitionsOf } from './partition.js'
import type { AnyRecordedEvent, Projection } from './projection.js'
import type { ReadModelStore } from './read-model-store.js'

export interface Repartition<Recorded extends AnyRecordedEvent> {
  readonly feed: EventFeed
  readonly store: ReadModelStore
  readonly decode: Decode<Recorded>
  readonly group: string
  /** The members of the group. */
  readonly projections: ReadonlyArray<Projection<Recorded>>
  /** Into how many; 1 makes it one again. */
  readonly partitions: number
  readonly settings?: Partial<EngineSettings>
  readonly owner?: string
}

/** `inUse`: an engine runs a partition; stop the engines first. Where it failed the group is split as before. */
export type RepartitionOutcome =
  | { readonly outcome: 'repartitioned' }
  | { readonly outcome: 'inUse'; readonly partition: string }
  | { readonly outcome: 'failed'; readonly message: string }

class InUse extends Error {}

/**
 * Splits a group into another number of partitions. Its engines must be stopped. Every partition is brought to where the
 * furthest one is, and then one transaction puts the new ones there: nothing is handled twice and nothing is left out.
 * @throws RangeError where it is to be split and a projection is not `perCustomer`.
 */
export const repartition = async <Recorded extends AnyRecordedEvent>({
  feed,
  store,
  decode,
  group,
  projections,
  partitions: wanted,
  settings: some,
  owner = crypto.randomUUID()
}: Repartition<Recorded>): Promise<RepartitionOutcome> => {
  requirePartitions(wanted, projections)
  const settings = { ...defaultEngineSettings, ...some }
  const taken: string[] = []
  const take = async (name: string): Promise<void> => {
    if (!(await answerOf(store.acquireLease(name, owner, settings.leaseTtl)))) throw new InUse(name)
    taken.push(name)
  }
  const renew = async (): Promise<void> => {
    for (const name of taken)
      if (!(await answerOf(store.acquireLease(name, owner, settings.leaseTtl)))) throw new InUse(name)
  }
  const positionOf = async (partition: Partition): Promise<Position | undefined> =>
    (await answerOf(store.checkpointOf(group, partition)))?.position

  try {
    const current = await answerOf(store.partitions(group))
    if (current === undefined || current === wanted) return { outcome: 'repartitioned' }
    const all = partitionsOf(current)
    for (const one of all) await take(partitionName(group, one))
    const positions = await Promise.all(all.map(positionOf))
    const furthest = positions.reduce((a, b) => (a && (b === undefined || comparePositions(a, b) > 0) ? a : b))
    for (const [index, partition] of all.entries()) {
      const at = positions[index]
      if (furthest === undefined || (at !== undefined && comparePositions(at, furthest) >= 0)) continue
      await advance({ group, partition, feed, store, decode, projections, settings }, furthest, renew)
    }
    await answerOf(store.repartition(group, wanted))
    return { outcome: 'repartitioned' }
  } catch (thrown) {
    if (thrown instanceof InUse) return { outcome: 'inUse', partition: thrown.message }
    if (thrown instanceof TransientFailure || thrown instanceof FatalFailure)
      return { outcome: 'failed', message: thrown.message }
    throw thrown
  } finally {
    for (const name of taken) await store.releaseLease(name, owner)()
  }
}

/** @throws RangeError */
export const requirePartitions = (
  partitions: number,
  projections: ReadonlyArray<Pick<Projection<never>, 'name' | 'perCustomer'>>
): void => {
  if (!Number.isSafeInteger(partitions) || partitions < 1)
    throw new RangeError(`not a number of partitions: ${partitions}`)
  const shared = projections.find(({ perCustomer }) => perCustomer !== true)
  if (partitions > 1 && shared !== undefined)
    throw new RangeError(`projection ${shared.name} cannot run in partitions: it is not declared perCustomer`)
}
