import { type ReadModelStore, type RunningRebuild, rebuildProjection } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { command, flag, oneOf, positional } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import { database, json, rest } from '../arguments.js'
import { CommandFailure, exitCode, reply } from '../exit-code.js'
import { comparisonJson, comparisonLines } from '../projection-comparison.js'
import type { RebuildJson } from '../projection-formats.js'
import { printJson, printLines, shown, type Terminal } from '../terminal.js'
import { type OpenStores, withStores } from '../with-read-models.js'

type Rebuildable = (typeof customerProjections)[number]

interface Rebuild {
  readonly projection: Rebuildable
  readonly keep: boolean
  readonly rest: number | undefined
}

const shownVersion = async (store: ReadModelStore, name: string): Promise<number | undefined> =>
  reply(await store.members()()).find((one) => one.live && one.name === name)?.version

/** A version in a group with others: shown, or taken back. */
const whyNot = (name: string, version: number, live: number | undefined): string =>
  live === version
    ? `version ${version} of ${name} is what is shown: there is nothing to rebuild`
    : `version ${version} of ${name} is built already: accountable projections show ${name} ${version}`

/** Nothing where there is no other version, or they cannot be compared: that must not keep the new one from being shown. */
const compared = async (
  { note, progress }: Terminal,
  { name, tables }: Rebuildable,
  before: number | undefined,
  compareWith: RunningRebuild['compareWith']
): Promise<RebuildJson['comparison']> => {
  if (before === undefined) return null
  progress(`comparing with version ${before}`)
  try {
    const comparison = await compareWith({ name, version: before, tables })
    return comparison === undefined ? null : comparisonJson(before, comparison)
  } catch (error) {
    note(
      `not compared with version ${before}, which may have other tables than this program’s: ${shown(error instanceof Error ? error.message : String(error))}`
    )
    return null
  } finally {
    progress('')
  }
}

const rebuild =
  (terminal: Terminal, { projection, keep, rest: restBetweenPages }: Rebuild) =>
  async ({ eventFeed: feed, store }: OpenStores): Promise<RebuildJson> => {
    const { name, version } = projection
    const before = await shownVersion(store, name)
    const settings = restBetweenPages === undefined ? {} : { restBetweenPages }
    const rebuilding = await rebuildProjection({ feed, store, decode: decodeCustomerFeed, projection, settings })
    if (E.isLeft(rebuilding)) {
      throw rebuilding.left.type === 'VersionInUse'
        ? new CommandFailure(whyNot(name, version, before))
        : new CommandFailure(rebuilding.left.message, exitCode.unavailable)
    }
    const { progress$, caughtUp, compareWith, show, stop } = rebuilding.right
    const watching = progress$.subscribe(({ events, eventsPerSecond, secondsToCatchUp }) => {
      const left = secondsToCatchUp === undefined ? '' : `, ${Math.round(secondsToCatchUp)} s left`
      terminal.progress(`${events} events, ${Math.round(eventsPerSecond)} a second${left}`)
    })
    const isWhole = await caughtUp
    watching.unsubscribe()
    terminal.progress('')
    const other = before === version ? undefined : before
    const comparison = isWhole ? await compared(terminal, projection, other, compareWith) : null
    const outcome = isWhole && !keep ? await show() : undefined
    const ended = await stop()
    if (!isWhole) throw new CommandFailure(`it stopped before it had caught up: ${ended.type}`, exitCode.unavailable)
    if (outcome !== undefined) reply(outcome)
    return { name, version, shown: !keep || before === version, comparison }
  }

const lines = ({ name, version, shown: isShown, comparison }: RebuildJson): ReadonlyArray<string> => [
  `version ${version} of ${name} is ${isShown ? 'shown' : 'built, and not shown'}`,
  ...(comparison === null ? [] : comparisonLines(comparison, version)),
  ...(isShown ? [] : [`to show it: accountable projections show ${name} ${version}`]),
  ...(isShown && comparison !== null
    ? [`the way back: accountable projections show ${name} ${comparison.version}`]
    : []),
  ...(isShown ? [] : [`to drop it: accountable projections drop ${name} ${version}`])
]

export const rebuildCommand = (terminal: Terminal) =>
  command({
    name: 'rebuild',
    description:
      'Builds this program’s version of a read model beside the one that is shown, compares the two, then shows it.',
    args: {
      projection: positional({
        type: oneOf(customerProjections.map(({ name }) => name)),
        displayName: 'NAME',
        description: customerProjections.map(({ name }) => name).join(', ')
      }),
      keep: flag({
        long: 'keep',
        description: 'do not show it: it is kept for `projections show`, or until an engine that has it is started'
      }),
      rest,
      db: database,
      json
    },
    handler: async ({ projection: wanted, keep, rest: pause, db, json: asJson }) => {
      const projection = customerProjections.find(({ name }) => name === wanted)
      if (projection === undefined) return
      const work = rebuild(terminal, { projection, keep, rest: pause })
      const built = await withStores(terminal, db, work, { rebuild: 'never' })
      if (asJson) printJson(terminal, built)
      else printLines(terminal, lines(built))
    }
  })
