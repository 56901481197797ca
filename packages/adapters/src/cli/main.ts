#!/usr/bin/env node
import { runCli } from './run-cli.js'

// Whoever reads the answer may have seen enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const isWatched = process.stderr.isTTY
const clearLine = '\r\u001B[K'

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  note: (line) => process.stderr.write(`${isWatched ? clearLine : ''}${line}\n`),
  progress: (text) => isWatched && process.stderr.write(`${clearLine}${text}`),
  colours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  environment: process.env,
  clock: Date.now
})
