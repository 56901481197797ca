import {
  compareText,
  type FoundRow,
  type Member,
  type ReadModelStore,
  type RowVersion,
  type Save,
  type Selection,
  type StoredProjection,
  type StreamProgress
} from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { Subject } from 'rxjs'
import { done, now } from './between-turns.js'
import { checkpointsOf, type Group, placeOf, sameCheckpoint } from './checkpoints.js'
import { createLeases } from './leases.js'
import { scanRows, selectRows } from './select-rows.js'
import { currentRow, emptyRows, type StoredRows, writeRows } from './stored-rows.js'

const tableId = ({ name, version }: { readonly name: string; readonly version: number }, table: string): string =>
  `${name}@${version}/${table}`

/** Read models in memory, for tests, small tools and caches. They end with the process; the engine then builds them again. */
export const createInMemoryReadModels = (): ReadModelStore => {
  const members = new Map<string, Member & { readonly projection: StoredProjection }>()
  const groups = new Map<string, Group>()
  const tables = new Map<string, StoredRows>()
  const saved$ = new Subject<void>()

  const rowsOf = (projection: { readonly name: string; readonly version: number }, table: string): StoredRows => {
    const rows = tables.get(tableId(projection, table))
    if (rows === undefined) throw new Error(`no such table: ${tableId(projection, table)}`)
    return rows
  }
  const id = ({ name, version }: { readonly name: string; readonly version: number }): string => `${name}@${version}`
  const dropIfEmpty = (group: string): void => {
    if (![...members.values()].some((member) => member.group === group)) groups.delete(group)
  }

  const save = (work: Save): E.Either<{ type: 'CheckpointConflict'; group: string }, void> => {
    const group = groups.get(work.group)
    const { index, of } = work.partition ?? { index: 0, of: 1 }
    const isOurs = group === undefined || group.partitions === of
    if (!isOurs || !sameCheckpoint(group?.checkpoints.get(index), work.after))
      return E.left({ type: 'CheckpointConflict', group: work.group })
    const progress = (group?.progress ?? new Map()) as Map<string, StreamProgress>
    for (const [streamName, one] of work.progress) progress.set(streamName, one)
    for (const { projection, table, writes } of work.tables) writeRows(rowsOf(projection, table), writes)
    const checkpoints = new Map([...(group?.checkpoints ?? []), [index, work.checkpoint]])
    groups.set(work.group, { partitions: of, checkpoints, progress })
    saved$.next()
    return E.right(undefined)
  }

  return {
    members: () =>
      now(() => {
        const all = [...members.values()].map(({ name, version, group, live, wasShown }) => {
          return { name, version, group, live, wasShown }
        })
        return E.right(all.toSorted((a, b) => compareText(a.name, b.name) || a.version - b.version))
      }),
    addMember: (group, projection, live) =>
      done(() => {
        if (members.has(id(projection))) return
        const { name: called, version } = projection
        members.set(id(projection), { name: called, version, group, live, wasShown: live, projection })
        for (const [name, table] of Object.entries(projection.tables))
          tables.set(tableId(projection, name), emptyRows(table))
      }),
    moveMembers: (moving, from, into) =>
      now(() => {
        const source = groups.get(from)
        const target = groups.get(into)
        const taken = target !== undefined || [...members.values()].some(({ group }) => group === into)
        if (taken && placeOf(target) !== placeOf(source)) return E.left({ type: 'CheckpointConflict', group: into })
        if (!taken && source !== undefined) groups.set(into, { ...source, progress: new Map(source.progress) })
        for (const projection of moving) {
          const member = members.get(id(projection))
          if (member?.group === from) members.set(id(projection), { ...member, group: into })
        }
        dropIfEmpty(from)
        return E.right(undefined)
      }),
    finish: () => done(() => {}),
    setLive: (projection) =>
      now(() => {
        if (!members.has(id(projection)))
          return E.left({ type: 'ReadModelsUnavailable', message: `no such version: ${id(projection)}` })
        for (const [key, member] of members)
          if (member.name === projection.name) {
            const isShown = key === id(projection)
            members.set(key, { ...member, live: isShown, wasShown: member.wasShown || isShown })
          }
        return E.right(undefined)
      }),
    removeMember: (projection) =>
      done(() => {
        const member = members.get(id(projection))
        if (member === undefined || member.live) return
        members.delete(id(projection))
        for (const name of Object.keys(projection.tables)) tables.delete(tableId(projection, name))
        dropIfEmpty(member.group)
      }),

    ...createLeases(),
    ...checkpointsOf(groups),
    loadPage: (group, { streams, rows }) =>
      now(() => {
        const stored = groups.get(group)?.progress
        const progress = new Map<string, StreamProgress>()
        for (const streamName of streams) {
          const one = stored?.get(streamName)
          if (one !== undefined) progress.set(streamName, one)
        }
        const loaded = rows.map(({ projection, table, keys }) => {
          const kept = rowsOf(projection, table)
          const found = new Map<string, RowVersion>()
          for (const key of keys) {
            const row = currentRow(kept, key)
            if (row !== undefined) found.set(key, row)
          }
          return found
        })
        return E.right({ progress, rows: loaded })
      }),
    save: (work) => now(() => save(work)),
    progressOf: (group, streamName) => now(() => E.right(groups.get(group)?.progress.get(streamName))),
    streams: (group, after, limit) =>
      now(() => {
        const known = [...(groups.get(group)?.progress ?? new Map<string, StreamProgress>())]
        const behind = known.filter(([name]) => after === undefined || compareText(name, after) > 0)
        return E.right(new Map(behind.toSorted(([a], [b]) => compareText(a, b)).slice(0, limit)))
      }),
    findings: (group) =>
      now(() => {
        const progress = groups.get(group)?.progress ?? new Map<string, StreamProgress>()
        return E.right(new Map([...progress].filter(([, { parked, tampered }]) => parked ?? tampered)))
      }),

    select: (table, selection) =>
      now(() => {
        const live = [...members.values()].find(
          (member) => member.live && Object.values(member.projection.tables).some(({ name }) => name === table.name)
        )
        const entry = Object.entries(live?.projection.tables ?? {}).find(([, { name }]) => name === table.name)
        if (live === undefined || entry === undefined) return E.right([])
        const progress = groups.get(live.group)?.progress
        const found = selectRows(rowsOf(live, entry[0]), selection as Selection).map((version): FoundRow => {
          const parkedSince = progress?.get(`customer-${String(version.row[table.customer])}`)?.parked?.since
          return parkedSince === undefined ? version : { ...version, parkedSince }
        })
        return E.right(found as never)
      }),
    scan: (projection, table, after, limit) => now(() => E.right(scanRows(rowsOf(projection, table), after, limit))),
    saved$
  }
}
