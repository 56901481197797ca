import { fileURLToPath } from 'node:url'
import { describeProblem, openImport } from '@accountable/adapters/import'
import { openStores } from '@accountable/adapters/stores'
import { SingleBar } from 'cli-progress'
import { command, flag, option, optional, run, type Type } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import { customerId, directory, file, moment, pastInstant } from './option-types.js'
import { optionWithoutValue } from './option-without-value.js'
import { printReport } from './print-report.js'
import { type DemoOptions, type DemoProgress, runDemo } from './run-demo.js'

const shipped = (name: string): string => fileURLToPath(new URL(`../../data/${name}`, import.meta.url))

/** On stderr, and only where somebody watches: stdout is for the report. */
const progressBar = (): DemoProgress => {
  const bar = new SingleBar({
    format: 'customers and changes {bar} {value}/{total}',
    stream: process.stderr,
    barsize: 60,
    clearOnComplete: true,
    gracefulExit: false
  })
  let started = false
  const stop = (): void => {
    if (started) bar.stop()
    started = false
  }
  return {
    start: (steps) => {
      started = process.stderr.isTTY && steps > 0
      if (started) bar.start(steps, 0)
    },
    step: () => {
      if (started) bar.increment()
    },
    waiting: stop,
    end: stop
  }
}

const demo = async (db: string, asJson: boolean, options: DemoOptions): Promise<void> => {
  const stores = await openStores({ directory: db, environment: process.env })
  try {
    const report = await runDemo(stores, options, progressBar())
    process.stdout.write(asJson ? `${JSON.stringify(report)}\n` : `${printReport(report)}\n`)
    for (const problem of report.problems) process.stderr.write(`${describeProblem(problem)}\n`)
    process.exitCode = report.problems.length + report.lines.others.length === 0 ? 0 : 1
  } finally {
    await stores.close()
  }
}

const given = (long: string, type: Type<string, string>, description: string) =>
  option({ long, description, type: optional(type) })

const main = command({
  name: 'npm start --',
  description: 'Imports customers, executes changes, and shows what became of them.',
  args: {
    customers: given('customers', file, 'customers as Partner Center answers them (default: the ones that come along)'),
    changes: given('changes', file, 'commands, one JSON object a line (default: the ones that come along)'),
    customer: given(
      'customer',
      customerId,
      'whose account and activity log to show (default: the one with the most changes)'
    ),
    asOf: given('as-of', moment, 'when to ask who could purchase what (default: the day of the last change)'),
    importedAt: given(
      'imported-at',
      pastInstant,
      'when the customers were registered (default: a day before the earliest change)'
    ),
    db: option({
      long: 'db',
      description: 'where the embedded stores are',
      type: directory,
      defaultValue: () => '.accountable',
      defaultValueIsSerializable: true
    }),
    json: flag({ long: 'json', description: 'print one JSON object and nothing else' })
  },
  handler: async ({
    customers = shipped('customers.json'),
    changes = shipped('changes.ndjson'),
    db,
    json,
    ...choices
  }) => {
    const sources = await openImport({ customers, changes })
    if (E.isLeft(sources)) throw new Error(sources.left.map(describeProblem).join('\n'))
    await demo(db, json, {
      sources: sources.right,
      ...Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined))
    })
  }
})

try {
  const argv = process.argv.slice(2)
  const empty = optionWithoutValue(argv, ['customers', 'changes', 'customer', 'as-of', 'imported-at', 'db'])
  if (empty !== undefined) throw new Error(`${empty}: expected a value (see 'npm start -- --help')`)
  await run(main, argv)
} catch (error) {
  // One line for a person: what it says is made for them, where it came from is not.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
