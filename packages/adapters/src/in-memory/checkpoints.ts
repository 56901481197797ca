import { comparePositions, formatPosition } from '@accountable/domain/kernel'
import { type Checkpoint, compareText, type ReadModelStore, type StreamProgress } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { now } from './between-turns.js'

type Checkpoints = Pick<ReadModelStore, 'checkpoint' | 'checkpointOf' | 'partitions' | 'repartition'>

export interface Group {
  readonly partitions: number
  /** By the partition's index. */
  readonly checkpoints: ReadonlyMap<number, Checkpoint>
  readonly progress: ReadonlyMap<string, StreamProgress>
}

export const sameCheckpoint = (a: Checkpoint | undefined, b: Checkpoint | undefined): boolean =>
  a === undefined || b === undefined
    ? a === b
    : a.sequence === b.sequence && comparePositions(a.position, b.position) === 0

/** Where each partition is. */
export const placeOf = (group: Group | undefined): string =>
  [...(group?.checkpoints ?? [])]
    .map(([index, { position }]) => `${index}/${group?.partitions} ${formatPosition(position)}`)
    .toSorted(compareText)
    .join()

/** That of the slowest partition; nothing while one of them has none. */
const wholeCheckpoint = (group: Group | undefined): Checkpoint | undefined => {
  const all = [...(group?.checkpoints.values() ?? [])]
  return all.length === group?.partitions
    ? all.reduce((a, b) => (comparePositions(a.position, b.position) <= 0 ? a : b))
    : undefined
}

/** One checkpoint for partitions that all stand at one position: the latest landmark proves as much as any. */
const joined = (group: Group): Checkpoint | undefined => {
  const all = [...group.checkpoints.values()]
  const [first] = all
  if (first === undefined || all.length !== group.partitions) return undefined
  if (all.some(({ position }) => comparePositions(position, first.position) !== 0)) return undefined
  const landmarks = all.flatMap(({ landmark }) => landmark ?? [])
  return {
    position: first.position,
    sequence: Math.max(...all.map(({ sequence }) => sequence)) + 1,
    landmark: landmarks.toSorted((a, b) => comparePositions(b.position, a.position))[0]
  }
}

/** How far groups and their partitions are. */
export const checkpointsOf = (groups: Map<string, Group>): Checkpoints => ({
  checkpoint: (group) => now(() => E.right(wholeCheckpoint(groups.get(group)))),
  checkpointOf: (name, { index, of }) =>
    now(() => {
      const group = groups.get(name)
      return group === undefined || group.partitions === of
        ? E.right(group?.checkpoints.get(index))
        : E.left({ type: 'PartitionedOtherwise', group: name, partitions: group.partitions })
    }),
  partitions: (group) => now(() => E.right(groups.get(group)?.partitions)),
  repartition: (name, partitions) =>
    now(() => {
      const group = groups.get(name)
      if (group === undefined) return E.right(undefined)
      const checkpoint = joined(group)
      if (checkpoint === undefined) return E.left({ type: 'CheckpointConflict', group: name })
      const checkpoints = new Map(Array.from({ length: partitions }, (_, index) => [index, checkpoint]))
      groups.set(name, { ...group, partitions, checkpoints })
      return E.right(undefined)
    })
})
