import { comparePositions } from '@accountable/domain/kernel'
import {
  dropVersion,
  type Member,
  partitionName,
  partitionsOf,
  type ReadModelStore,
  type StoredProjection,
  showVersion
} from '@accountable/projections'
import { customerProjections } from '@accountable/projections/customer'
import { command, positional, string } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import { database, json, modelVersion } from '../arguments.js'
import { CommandFailure, exitCode, reply } from '../exit-code.js'
import type { VersionJson } from '../projection-formats.js'
import { printJson, printLines, shown, type Terminal } from '../terminal.js'
import { withStoresAsTheyAre } from '../with-read-models.js'

const model = positional({
  type: string,
  displayName: 'NAME',
  description: customerProjections.map(({ name }) => name).join(', ')
})

interface StoredVersion {
  readonly member: Member
  readonly stored: StoredProjection
  readonly live: Member | undefined
}

/** A version that the store has, with the tables of this program's. */
const storedVersion = async (store: ReadModelStore, name: string, version: number): Promise<StoredVersion> => {
  const known = customerProjections.find((one) => one.name === name)
  if (known === undefined) throw new CommandFailure(`this program has no read model ${shown(name)}`)
  const versions = reply(await store.members()()).filter((one) => one.name === name)
  const member = versions.find((one) => one.version === version)
  if (member === undefined) {
    const there = versions.map((one) => one.version).join(', ')
    throw new CommandFailure(`the store has no version ${version} of ${name}, only ${there || 'none'}`)
  }
  return { member, stored: { name, version, tables: known.tables }, live: versions.find(({ live }) => live) }
}

const print = (terminal: Terminal, asJson: boolean, one: VersionJson, line: string): void => {
  if (asJson) printJson(terminal, one)
  else printLines(terminal, [line])
}

const show = async ({ note }: Terminal, store: ReadModelStore, name: string, version: number): Promise<void> => {
  const { member, stored, live } = await storedVersion(store, name, version)
  const position = reply(await store.checkpoint(member.group)())?.position
  if (position === undefined) throw new CommandFailure(`version ${version} of ${name} has not begun: rebuild it first`)
  const before = live && reply(await store.checkpoint(live.group)())?.position
  const done = await showVersion(store, stored)
  if (E.isLeft(done)) {
    throw new CommandFailure(
      `the store did not show version ${version} of ${name}, which may have other tables than this program’s: ${done.left.message}`,
      exitCode.unavailable
    )
  }
  if (before !== undefined && comparePositions(position, before) < 0)
    note(`it is behind version ${live?.version}, which was shown: an engine that has version ${version} catches up`)
}

/** An engine at work on it would fail for want of its tables, with all that it does in that group. */
const requireNoEngine = async (store: ReadModelStore, group: string): Promise<void> => {
  for (const one of partitionsOf(reply(await store.partitions(group)()) ?? 1)) {
    const name = partitionName(group, one)
    if (!reply(await store.isLeased(name)())) continue
    throw new CommandFailure(`an engine is at work on ${name}: stop it first`, exitCode.unavailable)
  }
}

const drop = async (store: ReadModelStore, name: string, version: number): Promise<void> => {
  const { member, stored } = await storedVersion(store, name, version)
  const isShown = new CommandFailure(`version ${version} of ${name} is shown: show another one first`)
  if (member.live) throw isShown
  await requireNoEngine(store, member.group)
  const dropped = await dropVersion(store, stored)
  if (E.isLeft(dropped) && dropped.left.type === 'VersionShown') throw isShown
  reply(dropped)
}

export const showCommand = (terminal: Terminal) =>
  command({
    name: 'show',
    description: 'Shows a version of a read model that the store has: one that was kept, or the way back.',
    args: { name: model, version: modelVersion, db: database, json },
    handler: ({ name, version, db, json: asJson }) =>
      withStoresAsTheyAre(terminal, db, async ({ store }) => {
        await show(terminal, store, name, version)
        print(terminal, asJson, { name, version }, `version ${version} of ${name} is shown`)
      })
  })

export const dropCommand = (terminal: Terminal) =>
  command({
    name: 'drop',
    description: 'Drops a version of a read model that is not shown, with its rows.',
    args: { name: model, version: modelVersion, db: database, json },
    handler: ({ name, version, db, json: asJson }) =>
      withStoresAsTheyAre(terminal, db, async ({ store }) => {
        await drop(store, name, version)
        print(terminal, asJson, { name, version }, `version ${version} of ${name} is gone, with its rows`)
      })
  })
