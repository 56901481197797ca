import * as E from 'fp-ts/lib/Either.js'
import type { Checkpoint } from '../checkpoint.js'
import type { PageStore } from '../group-session.js'
import type { StoredProjection } from '../read-model-store.js'
import type { RowVersion } from '../row-version.js'
import type { StreamProgress } from '../stream-progress.js'

/** As much of a store as one group needs, with everything in it to look at. */
export interface InspectablePageStore extends PageStore {
  readonly current: (projection: StoredProjection, table: string) => ReadonlyMap<string, RowVersion>
  /** Every version of a table with history, or every row of a log. */
  readonly versions: (projection: StoredProjection, table: string) => ReadonlyArray<RowVersion>
  readonly progress: ReadonlyMap<string, StreamProgress>
}

export const pageStore = (): InspectablePageStore => {
  let checkpoint: Checkpoint | undefined
  const progress = new Map<string, StreamProgress>()
  const current = new Map<string, Map<string, RowVersion>>()
  const versions = new Map<string, RowVersion[]>()
  const id = ({ name, version }: StoredProjection, table: string): string => `${name}@${version}/${table}`
  return {
    current: (projection, table) => current.get(id(projection, table)) ?? new Map(),
    versions: (projection, table) => versions.get(id(projection, table)) ?? [],
    progress,
    checkpointOf: () => async () => E.right(checkpoint),
    findings: () => async () =>
      E.right(new Map([...progress].filter(([, { parked, tampered }]) => parked ?? tampered))),
    finish: () => async () => E.right(undefined),
    loadPage: (_, keys) => async () =>
      E.right({
        progress: new Map(progress),
        rows: keys.rows.map(({ projection, table }) => new Map(current.get(id(projection, table))))
      }),
    save: (save) => async () => {
      if (save.after?.sequence !== checkpoint?.sequence)
        return E.left({ type: 'CheckpointConflict', group: save.group })
      checkpoint = save.checkpoint
      for (const [streamName, one] of save.progress) progress.set(streamName, one)
      for (const { projection, table, writes } of save.tables) {
        const key = id(projection, table)
        const ends = new Map(writes.closed.map((one) => [one.key, one.to]))
        const before = (versions.get(key) ?? []).map((one) => {
          const to = one.to ?? ends.get(one.key)
          return to === undefined ? one : { ...one, to }
        })
        versions.set(key, [...before, ...writes.versions])
        current.set(
          key,
          new Map([...(current.get(key) ?? []), ...writes.current.map((one) => [one.key, one] as const)])
        )
      }
      return E.right(undefined)
    }
  }
}
