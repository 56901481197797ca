import { command, number, option, string } from 'cmd-ts'
import { CommandFailure, exitCode } from '../exit-code.js'
import type { Terminal } from '../terminal.js'

export const nodeCommand = (terminal: Terminal) =>
  command({
    name: 'node',
    description: 'An embedded node for development: speaks EventStoreDB’s protocol until it is interrupted.',
    args: {
      db: option({ long: 'db', description: 'the directory whose events it serves', type: string }),
      port: option({
        long: 'port',
        description: 'on the loopback interface; 0 picks a free one',
        type: number,
        defaultValue: () => 2113,
        defaultValueIsSerializable: true
      })
    },
    handler: async ({ db, port }) => {
      if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new CommandFailure('--port: expected a whole number from 0 to 65535', exitCode.usage)
      }
      const { runEmbeddedNode } = await import('../../embedded-node/index.js')
      await runEmbeddedNode({ directory: db, port, print: (line) => terminal.out(`${line}\n`) })
    }
  })
