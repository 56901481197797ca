import { customerStream } from '@accountable/domain/customer'
import { rebuildProjection, reconcile, replayParkedStream } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { command, oneOf, positional, subcommands } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import { customerId, database, json } from '../arguments.js'
import { CommandFailure, exitCode, reply } from '../exit-code.js'
import type { ReconciliationJson } from '../projection-formats.js'
import { printJson, printLines, type Terminal } from '../terminal.js'
import { withStores } from '../with-read-models.js'
import { splitCommand } from './projection-split.js'
import { statusCommand } from './projection-status.js'

const reconcileCommand = (terminal: Terminal) =>
  command({
    name: 'reconcile',
    description: 'Counts the events of every customer in the log against what the read models handled.',
    args: { db: database, json },
    handler: ({ db, json: asJson }) =>
      withStores(terminal, db, async ({ eventFeed, store }) => {
        const groups = [...new Set(reply(await store.members()()).map(({ group }) => group))]
        const found: ReconciliationJson = await Promise.all(
          groups.map(async (group) => ({ group, ...(await reconcile(eventFeed, store, group)) }))
        )
        const wrong = found.flatMap(({ miscounts }) => miscounts)
        if (asJson) printJson(terminal, found)
        else {
          const counted = found.map(
            ({ group, streams, events }) => `${group}: ${events} events of ${streams} customers`
          )
          const missed = wrong.map((one) => `${one.streamName}: ${one.handled} of ${one.stored} events handled`)
          printLines(terminal, [...counted, ...missed])
        }
        if (wrong.length > 0) throw new CommandFailure(`${wrong.length} customers’ read models miss events`)
      })
  })

const replayCommand = (terminal: Terminal) =>
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
        for (const group of parked) {
          const members = reply(await store.members()()).filter((member) => member.group === group)
          const projections = customerProjections.filter((one) =>
            members.some(({ name, version }) => name === one.name && version === one.version)
          )
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
          const events = outcome.outcome === 'replayed' ? outcome.events : 0
          if (asJson) printJson(terminal, { group, events })
          else printLines(terminal, [`${group}: ${events} events handled`])
        }
      })
  })

const names = customerProjections.map(({ name }) => name)

const rebuildCommand = (terminal: Terminal) =>
  command({
    name: 'rebuild',
    description: 'Builds this program’s version of a read model beside the one that is shown, then shows it.',
    args: {
      name: positional({ type: oneOf(names), displayName: 'NAME', description: names.join(', ') }),
      db: database,
      json
    },
    handler: ({ name, db, json: asJson }) =>
      withStores(terminal, db, async ({ eventFeed: feed, store }) => {
        const projection = customerProjections.find((one) => one.name === name)
        if (projection === undefined) return
        const rebuilding = await rebuildProjection({ feed, store, decode: decodeCustomerFeed, projection })
        if (E.isLeft(rebuilding)) {
          throw rebuilding.left.type === 'VersionInUse'
            ? new CommandFailure(
                `version ${projection.version} of ${name} is what is shown: there is nothing to rebuild`
              )
            : new CommandFailure(rebuilding.left.message, exitCode.unavailable)
        }
        const { progress$, caughtUp, show, stop } = rebuilding.right
        const watching = progress$.subscribe(({ events, eventsPerSecond, secondsToCatchUp }) =>
          terminal.progress(
            `${events} events, ${Math.round(eventsPerSecond)} a second, ${secondsToCatchUp === undefined ? '' : `${Math.round(secondsToCatchUp)} s left`}`
          )
        )
        const isWhole = await caughtUp
        watching.unsubscribe()
        terminal.progress('')
        if (isWhole) reply(await show())
        const ended = await stop()
        if (!isWhole)
          throw new CommandFailure(`it stopped before it had caught up: ${ended.type}`, exitCode.unavailable)
        if (asJson) printJson(terminal, { name, version: projection.version })
        else printLines(terminal, [`version ${projection.version} of ${name} is shown`])
      })
  })

export const projectionsCommand = (terminal: Terminal) =>
  subcommands({
    name: 'projections',
    description: 'The read models: how far they are, whether they miss anything, and what to do about it.',
    cmds: {
      status: statusCommand(terminal),
      rebuild: rebuildCommand(terminal),
      reconcile: reconcileCommand(terminal),
      'replay-parked': replayCommand(terminal),
      split: splitCommand(terminal)
    }
  })
