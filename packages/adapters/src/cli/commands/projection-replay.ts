import { customerStream } from '@accountable/domain/customer'
import { replayParkedStream } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { command } from 'cmd-ts'
import { customerId, database, json } from '../arguments.js'
import { CommandFailure, exitCode, reply } from '../exit-code.js'
import type { ReplayedJson } from '../projection-formats.js'
import { printJson, printLines, type Terminal } from '../terminal.js'
import { withStores } from '../with-read-models.js'

export const replayCommand = (terminal: Terminal) =>
  command({
    name: 'replay-parked',
    description: 'Handles the events of a customer that waited for a fix, with the code of today.',
    args: { id: customerId, db: database, json },
    handler: ({ id, db, json: asJson }) =>
      withStores(terminal, db, async ({ eventStore, store }) => {
        const streamName = customerStream(id)
        const groups = [...new Set(reply(await store.members()()).map(({ group }) => group))]
        const parked = []
        for (const group of groups) if (reply(await store.progressOf(group, streamName)())?.parked) parked.push(group)
        if (parked.length === 0) throw new CommandFailure('no events of that customer wait')
        const replayed: Array<ReplayedJson[number]> = []
        for (const group of parked) {
          const members = reply(await store.members()()).filter((member) => member.group === group)
          const projections = customerProjections.filter((one) =>
            members.some(({ name, version }) => name === one.name && version === one.version)
          )
          if (projections.length < members.length) {
            throw new CommandFailure(
              `${group} has read models of another version of this program: replay them with that one`
            )
          }
          const outcome = await replayParkedStream({
            group,
            streamName,
            store,
            eventStore,
            decode: decodeCustomerFeed,
            projections
          })
          if (outcome.outcome === 'failed') throw new CommandFailure(outcome.message, exitCode.unavailable)
          if (outcome.outcome === 'stillParked') {
            throw new CommandFailure(`it still waits at revision ${outcome.parked.revision}`)
          }
          replayed.push({ group, events: outcome.outcome === 'replayed' ? outcome.events : 0 })
        }
        if (asJson) printJson(terminal, replayed)
        else
          printLines(
            terminal,
            replayed.map(({ group, events }) => `${group}: ${events} events handled`)
          )
      })
  })
