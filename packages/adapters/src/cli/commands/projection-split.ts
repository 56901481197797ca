import { repartition } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { command, extendType, number, positional } from 'cmd-ts'
import { database, json } from '../arguments.js'
import { CommandFailure, exitCode, reply } from '../exit-code.js'
import type { PartitionsJson } from '../projection-formats.js'
import { printJson, printLines, type Terminal } from '../terminal.js'
import { withStores } from '../with-read-models.js'

const count = extendType(number, {
  displayName: 'COUNT',
  from: async (value) => {
    if (!Number.isSafeInteger(value) || value < 1) throw new Error('COUNT: expected a number from 1 on')
    return value
  }
})

export const splitCommand = (terminal: Terminal) =>
  command({
    name: 'split',
    description:
      'Splits the work by customer into so many partitions, for several processes. No engine may be at work.',
    args: { partitions: positional({ type: count, displayName: 'COUNT' }), db: database, json },
    handler: ({ partitions, db, json: asJson }) => {
      if (partitions > 1 && !terminal.environment['DATABASE_URL'])
        throw new CommandFailure('embedded read models have one process: there is nothing to split', exitCode.usage)
      return withStores(terminal, db, async ({ eventFeed: feed, store }) => {
        const members = reply(await store.members()())
        const done: PartitionsJson[number][] = []
        for (const group of new Set(members.map((member) => member.group))) {
          const own = members.filter((member) => member.group === group)
          const projections = customerProjections.filter((one) =>
            own.some(({ name, version }) => name === one.name && version === one.version)
          )
          if (projections.length < own.length) {
            throw new CommandFailure(`${group} has read models of a version that this program lacks`)
          }
          const split = { feed, store, decode: decodeCustomerFeed, group, projections, partitions }
          const outcome = await repartition(split)
          if (outcome.outcome === 'inUse') {
            throw new CommandFailure(
              `an engine is at work on ${outcome.partition}: stop it first`,
              exitCode.unavailable
            )
          }
          if (outcome.outcome === 'failed') throw new CommandFailure(outcome.message, exitCode.unavailable)
          done.push({ group, partitions })
        }
        if (asJson) return printJson(terminal, done)
        printLines(
          terminal,
          done.map(({ group }) => `${group}: ${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`)
        )
      })
    }
  })
