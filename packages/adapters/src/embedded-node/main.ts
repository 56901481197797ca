#!/usr/bin/env node
// The node as a process of its own, or the repair of its log.
import { parseArgs } from 'node:util'
import { repairEmbeddedNode } from './repair-embedded-node.js'
import { linesOf, runEmbeddedNode } from './run-embedded-node.js'

const USAGE = 'usage: main.js [repair] --db DIR [--port N]'
const DEFAULT_PORT = '2113'

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { db: { type: 'string' }, port: { type: 'string', default: DEFAULT_PORT } }
  })
  const port = Number(values.port)
  const [mode] = positionals
  if (!values.db || !/^\d{1,5}$/.test(values.port) || port > 65_535) throw new Error(USAGE)
  if (positionals.length > 1 || (mode !== undefined && mode !== 'repair')) throw new Error(USAGE)
  if (mode === undefined)
    return runEmbeddedNode({ directory: values.db, port, onListening: (node) => console.log(linesOf(node).join('\n')) })
  const { end, events, setAside } = await repairEmbeddedNode(values.db)
  console.log(`the log is whole: ${events} events, up to position ${end}`)
  for (const name of setAside) console.log(`set aside: ${name}`)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
