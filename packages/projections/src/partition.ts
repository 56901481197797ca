/**
 * One part of a group's work: the customers whose ids fall into it. Each partition has its own lease and checkpoint and reads
 * the whole log; rows and stream progress are the group's.
 */
export interface Partition {
  /** From 0. */
  readonly index: number
  /** How many partitions there are. */
  readonly of: number
}

/** A group that is not split. */
export const whole: Partition = { index: 0, of: 1 }

/** All partitions of a group. */
export const partitionsOf = (of: number): ReadonlyArray<Partition> =>
  Array.from({ length: of }, (_, index) => ({ index, of }))

/** Leases and progress call a partition so; a group that is not split has its own name. */
export const partitionName = (group: string, { index, of }: Partition): string =>
  of === 1 ? group : `${group} ${index + 1}/${of}`

const prefix = /^(?:\$\$)?customer(?:Attempt)?-/

/**
 * The partition of a stream, by a hash (FNV-1a, 32 bits) of the customer's id: facts, attempts and metadata of one customer fall
 * together. It must never change: what two partitions have done depends on it.
 */
export const partitionOf = (streamName: string, of: number): Partition => {
  if (of === 1) return whole
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(streamName.replace(prefix, '')))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return { index: hash % of, of }
}

/** Whether a partition handles a stream. */
export const handles = ({ index, of }: Partition, streamName: string): boolean =>
  partitionOf(streamName, of).index === index
