import { reconcile, streamOwner } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { command, subcommands } from 'cmd-ts'
import { database, json } from '../arguments.js'
import { CommandFailure, reply } from '../exit-code.js'
import type { ReconciliationJson } from '../projection-formats.js'
import { printJson, printLines, type Terminal } from '../terminal.js'
import { withStores } from '../with-read-models.js'
import { rebuildCommand } from './projection-rebuild.js'
import { replayCommand } from './projection-replay.js'
import { splitCommand } from './projection-split.js'
import { statusCommand } from './projection-status.js'
import { dropCommand, showCommand } from './projection-versions.js'

const rows = { decode: decodeCustomerFeed, projections: customerProjections }

const reconcileCommand = (terminal: Terminal) =>
  command({
    name: 'reconcile',
    description:
      'Counts the events of every customer in the log against what the read models handled, and against their rows.',
    args: { db: database, json },
    handler: ({ db, json: asJson }) =>
      withStores(terminal, db, async ({ eventFeed, store }) => {
        const groups = [...new Set(reply(await store.members()()).map(({ group }) => group))]
        const found: ReconciliationJson = await Promise.all(
          groups.map(async (group) => ({ group, ...(await reconcile(eventFeed, store, group, rows)) }))
        )
        const wrong = found.flatMap(({ miscounts }) => miscounts)
        const lacking = found.flatMap(({ rowMiscounts }) => rowMiscounts)
        if (asJson) printJson(terminal, found)
        else {
          const counted = found.map(
            ({ group, streams, events }) => `${group}: ${events} events of ${streams} customers`
          )
          const missed = wrong.map((one) => `${one.streamName}: ${one.handled} of ${one.stored} events handled`)
          const lost = lacking.map(
            ({ projection, customerId, found: there, expected }) =>
              `${projection} of ${customerId}: rows of ${there}${there === expected ? ' other' : ''} events, not of the ${expected} in the log`
          )
          printLines(terminal, [...counted, ...missed, ...lost])
        }
        const customers = new Set([
          ...wrong.map(({ streamName }) => streamOwner(streamName).customerId),
          ...lacking.map(({ customerId }) => customerId)
        ]).size
        if (customers > 0)
          throw new CommandFailure(`${customers} customers’ read models are not what their events left`)
      })
  })

export const projectionsCommand = (terminal: Terminal) =>
  subcommands({
    name: 'projections',
    description: 'The read models: how far they are, whether they miss anything, and what to do about it.',
    cmds: {
      status: statusCommand(terminal),
      rebuild: rebuildCommand(terminal),
      show: showCommand(terminal),
      drop: dropCommand(terminal),
      reconcile: reconcileCommand(terminal),
      'replay-parked': replayCommand(terminal),
      split: splitCommand(terminal)
    }
  })
