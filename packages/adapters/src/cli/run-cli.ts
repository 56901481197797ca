import { createRequire } from 'node:module'
import { stripVTControlCharacters } from 'node:util'
import { parse, runSafely, subcommands } from 'cmd-ts'
import { accountCommand } from './commands/account.js'
import { asOfCommand } from './commands/as-of.js'
import { blameCommand } from './commands/blame.js'
import { customersCommand } from './commands/customers.js'
import { diffCommand } from './commands/diff.js'
import { exportCommand } from './commands/export.js'
import { historyCommand } from './commands/history.js'
import { importCommand } from './commands/import.js'
import { attemptsCommand, logCommand } from './commands/log.js'
import { nodeCommand } from './commands/node.js'
import { permissionsCommand } from './commands/permissions.js'
import { projectionsCommand } from './commands/projections.js'
import { reportCommand } from './commands/report.js'
import { CommandFailure, exitCode } from './exit-code.js'
import type { Terminal } from './terminal.js'

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string }

const commandLine = (terminal: Terminal) =>
  subcommands({
    name: 'accountable',
    version,
    description:
      'Imports customers’ accounts and their changes, and asks what became of them. Ends with 0, 1 (no answer), 2 (usage) or 3 (a store is away).',
    cmds: {
      customers: customersCommand(terminal),
      account: accountCommand(terminal),
      history: historyCommand(terminal),
      blame: blameCommand(terminal),
      diff: diffCommand(terminal),
      'as-of': asOfCommand(terminal),
      permissions: permissionsCommand(terminal),
      log: logCommand(terminal),
      attempts: attemptsCommand(terminal),
      export: exportCommand(terminal),
      report: reportCommand(terminal),
      import: importCommand(terminal),
      projections: projectionsCommand(terminal),
      node: nodeCommand(terminal)
    }
  })

/** The parser draws its errors below what was typed; here they are one line. */
const oneLine = (message: string): string => {
  const plain = stripVTControlCharacters(message)
  const found = [...plain.matchAll(/^\s*(?:\^|\d+\.) (.+)$/gm)].map(([, said]) => said)
  const hint = /'(accountable[^']*--help)'/.exec(plain)?.[1]
  const said = found.length > 0 ? found.join('; ') : (plain.split('\n')[0] ?? plain)
  return hint === undefined ? said : `${said} (see ${hint})`
}

/** Options that take no value. */
const flags: ReadonlyArray<string> = ['--json', '--recorded', '--unchanged', '--keep', '--help', '--version']

/** The option that names nothing, if any: the parser takes its default in silence. What it refuses, it says better itself. */
const optionWithoutValue = async (terminal: Terminal, argv: ReadonlyArray<string>): Promise<string | undefined> => {
  const isEmpty = (given: string, index: number): boolean =>
    /^--[^=]+=$/.test(given) || (/^--[^=]+$/.test(given) && !flags.includes(given) && !argv[index + 1])
  const found = argv.find(isEmpty)
  if (found === undefined) return undefined
  const parsed = await parse(commandLine(terminal), [...argv])
  // oxlint-disable-next-line no-underscore-dangle -- the tag of cmd-ts
  return parsed._tag === 'ok' ? found.replace(/=$/, '') : undefined
}

/** Runs one command line and answers its exit code. Whatever goes wrong is one line. */
export const runCli = async (argv: ReadonlyArray<string>, terminal: Terminal): Promise<number> => {
  try {
    const empty = await optionWithoutValue(terminal, argv)
    if (empty !== undefined) throw new CommandFailure(`${empty}: expected a value`, exitCode.usage)
    const ran = await runSafely(commandLine(terminal), [...argv])
    // oxlint-disable-next-line no-underscore-dangle -- the tag of cmd-ts
    if (ran._tag === 'ok') return exitCode.answered
    const { exitCode: code, message } = ran.error.config
    if (code === 0) terminal.out(`${message}\n`)
    else terminal.note(oneLine(message))
    return code === 0 ? exitCode.answered : exitCode.usage
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    terminal.note(line)
    return error instanceof CommandFailure ? error.exitCode : exitCode.unavailable
  }
}
