import { command, number, oneOf, option, optional, positional } from 'cmd-ts'
import type { ListeningNode } from '../../embedded-node/index.js'
import { makeDirectory, orReason } from '../../stores/index.js'
import { json, pathType } from '../arguments.js'
import { CommandFailure, exitCode } from '../exit-code.js'
import type { MendedJson, NodeJson } from '../node-formats.js'
import { requireEmbeddedEvents } from '../open-stores.js'
import { printJson, printLines, type Terminal } from '../terminal.js'

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
      }),
      json
    },
    handler: async ({ mode, db, port, json: asJson }) => {
      if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new CommandFailure('--port: expected a whole number from 0 to 65535', exitCode.usage)
      }
      await (mode === 'repair' ? requireEmbeddedEvents(db) : makeDirectory(db))
      const { linesOf, repairEmbeddedNode, runEmbeddedNode } = await import('../../embedded-node/index.js')
      if (mode === 'repair') {
        const mended: MendedJson = await orReason(`the events in ${db} cannot be mended`, () => repairEmbeddedNode(db))
        if (asJson) return printJson(terminal, mended)
        const files = mended.setAside.map((name) => `set aside: ${name}`)
        const whole = `the log is whole: ${mended.events} events, up to position ${mended.end}`
        return printLines(terminal, [whole, ...files])
      }
      const onListening = (node: ListeningNode): void => {
        const listening: NodeJson = { ...node, notice: node.notice ?? null }
        if (asJson) printJson(terminal, listening)
        else printLines(terminal, linesOf(node))
      }
      await orReason(`the events in ${db} cannot be served`, () =>
        runEmbeddedNode({ directory: db, port, onListening })
      )
    }
  })
