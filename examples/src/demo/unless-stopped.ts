import { formatPosition } from '@accountable/domain/kernel'
import type { EngineStop, RunningProjections } from '@accountable/projections'
import { filter, firstValueFrom, map } from 'rxjs'

const described = (stop: EngineStop): string => {
  switch (stop.type) {
    case 'CheckpointNotOfThisStore':
      return `the read models belong to other events (${stop.cause} at ${formatPosition(stop.position)}): remove them, they will be built again`
    case 'UpgradeRequired':
      return `the event at ${formatPosition(stop.position)} was written by a later version of this program`
    case 'PartitionedOtherwise':
      return `the read models are kept in ${stop.partitions} partitions, and this program runs one: use another database`
    case 'EngineFailed':
      return `the read models cannot be brought up to date: ${stop.message}`
  }
}

/** Waits for what waits for read models, or rejects, in one line, when they have stopped for good. */
export const unlessStopped = async <A>({ progress$ }: RunningProjections, work: Promise<A>): Promise<A> => {
  const stopped = progress$.pipe(
    map((groups) => [...groups.values()].map(({ stop }) => stop).find((stop) => stop !== undefined)),
    filter((stop) => stop !== undefined && stop.type !== 'StopAsked')
  )
  const fails = firstValueFrom(stopped, { defaultValue: undefined }).then((stop) => {
    if (stop !== undefined) throw new Error(described(stop))
    return work
  })
  return await Promise.race([work, fails])
}
