import { rebuildProjection } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { command, oneOf, positional } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import { database, json } from '../arguments.js'
import { CommandFailure, exitCode, reply } from '../exit-code.js'
import type { RebuildJson } from '../projection-formats.js'
import { printJson, printLines, type Terminal } from '../terminal.js'
import { type OpenStores, withStores } from '../with-read-models.js'

type Rebuildable = (typeof customerProjections)[number]

const rebuild =
  ({ progress }: Terminal, projection: Rebuildable) =>
  async ({ eventFeed: feed, store }: OpenStores): Promise<void> => {
    const { name, version } = projection
    const rebuilding = await rebuildProjection({ feed, store, decode: decodeCustomerFeed, projection })
    if (E.isLeft(rebuilding)) {
      throw rebuilding.left.type === 'VersionInUse'
        ? new CommandFailure(`version ${version} of ${name} is what is shown: there is nothing to rebuild`)
        : new CommandFailure(rebuilding.left.message, exitCode.unavailable)
    }
    const { progress$, caughtUp, show, stop } = rebuilding.right
    const watching = progress$.subscribe(({ events, eventsPerSecond, secondsToCatchUp }) => {
      const left = secondsToCatchUp === undefined ? '' : `, ${Math.round(secondsToCatchUp)} s left`
      progress(`${events} events, ${Math.round(eventsPerSecond)} a second${left}`)
    })
    const isWhole = await caughtUp
    watching.unsubscribe()
    progress('')
    const shown = isWhole ? await show() : undefined
    const ended = await stop()
    if (shown === undefined)
      throw new CommandFailure(`it stopped before it had caught up: ${ended.type}`, exitCode.unavailable)
    reply(shown)
  }

export const rebuildCommand = (terminal: Terminal) =>
  command({
    name: 'rebuild',
    description: 'Builds this program’s version of a read model beside the one that is shown, then shows it.',
    args: {
      projection: positional({
        type: oneOf(customerProjections.map(({ name }) => name)),
        displayName: 'NAME',
        description: customerProjections.map(({ name }) => name).join(', ')
      }),
      db: database,
      json
    },
    handler: async ({ projection: wanted, db, json: asJson }) => {
      const projection = customerProjections.find(({ name }) => name === wanted)
      if (projection === undefined) return
      await withStores(terminal, db, rebuild(terminal, projection), { rebuild: 'never' })
      const shown: RebuildJson = { name: projection.name, version: projection.version }
      if (asJson) printJson(terminal, shown)
      else printLines(terminal, [`version ${shown.version} of ${shown.name} is shown`])
    }
  })
