import { command, number, oneOf, option, optional, positional } from 'cmd-ts'
import { makeDirectory, orReason } from '../../stores/index.js'
import { pathType } from '../arguments.js'
import { CommandFailure, exitCode } from '../exit-code.js'
import { requireEmbeddedEvents } from '../open-stores.js'
import { printLines, type Terminal } from '../terminal.js'

export const nodeCommand = (terminal: Terminal) =>
  command({
    name: 'node',
    description:
      'An embedded node for development: speaks EventStoreDB’s protocol until it is interrupted; or mends a damaged log.',
    args: {
      mode: positional({
        type: optional(oneOf(['repair'])),
        displayName: 'repair',
        description: 'end a damaged log before the damage and set aside what stood after it, instead of serving it'
      }),
      db: option({ long: 'db', description: 'the directory whose events it serves', type: pathType('DIR') }),
      port: option({
        long: 'port',
        description: 'on the loopback interface; 0 picks a free one',
        type: number,
        defaultValue: () => 2113,
        defaultValueIsSerializable: true
      })
    },
    handler: async ({ mode, db, port }) => {
      if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new CommandFailure('--port: expected a whole number from 0 to 65535', exitCode.usage)
      }
      await (mode === 'repair' ? requireEmbeddedEvents(db) : makeDirectory(db))
      const { repairEmbeddedNode, runEmbeddedNode } = await import('../../embedded-node/index.js')
      if (mode === 'repair') {
        const { end, events, setAside } = await orReason(`the events in ${db} cannot be mended`, () =>
          repairEmbeddedNode(db)
        )
        const files = setAside.map((name) => `set aside: ${name}`)
        return printLines(terminal, [`the log is whole: ${events} events, up to position ${end}`, ...files])
      }
      const print = (line: string): void => terminal.out(`${line}\n`)
      await orReason(`the events in ${db} cannot be served`, () => runEmbeddedNode({ directory: db, port, print }))
    }
  })
