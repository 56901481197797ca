#!/usr/bin/env node
// node main.js --db DIR [--port N]
import { parseArgs } from 'node:util'
import { runEmbeddedNode } from './run-embedded-node.js'

const USAGE = 'usage: node --db DIR [--port N]'

try {
  const { values } = parseArgs({ options: { db: { type: 'string' }, port: { type: 'string', default: '2113' } } })
  const port = Number(values.port)
  if (values.db === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(USAGE)
  await runEmbeddedNode({ directory: values.db, port, print: (line) => console.log(line) })
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
