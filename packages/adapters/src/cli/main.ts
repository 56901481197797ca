#!/usr/bin/env node
import { runCli } from './run-cli.js'

// Whoever reads the answer may have seen enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const isWatched = process.stderr.isTTY
const clearLine = '\r\u001B[K'

let isProgressShown = false

const showProgress = (text: string): void => {
  if (!isWatched || (text === '' && !isProgressShown)) return
  process.stderr.write(clearLine + text)
  isProgressShown = text !== ''
}

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => {
    if (process.stdout.isTTY) showProgress('')
    process.stdout.write(text)
  },
  note: (line) => {
    showProgress('')
    process.stderr.write(`${line}\n`)
  },
  progress: showProgress,
  colours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  environment: process.env,
  clock: Date.now
})
