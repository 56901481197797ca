// Written from design §3 and partner-center.md by a reader who had not seen the code: other countries, every rejection, every
// pair of checks. Each line says what `execute` must answer, in the form of examples/data/changes.ndjson.
import { readFileSync } from 'node:fs'
import type { Outcome } from '@accountable/domain/application'
import * as assert from 'uvu/assert'
import { suite } from '../kit/kit.js'
import { openApplication } from './application/opened-application.js'

interface Expectation {
  readonly outcome: string
  readonly revision?: string
  readonly replayed?: boolean
  readonly rejection?: string
  readonly codes?: ReadonlyArray<string>
}
interface Line {
  readonly command: { readonly data?: unknown; readonly actor?: { readonly id?: unknown } | null }
  readonly expect: Expectation
}

const lines: ReadonlyArray<Line> = readFileSync(new URL('../../domain/further-lines.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))

/** Of the outcome, what the expectation names. */
const answered = (outcome: Outcome, expect: Expectation): Expectation => ({
  outcome: outcome.outcome,
  ...(expect.revision === undefined ? {} : { revision: 'revision' in outcome ? outcome.revision : 'none' }),
  ...(expect.replayed === undefined ? {} : { replayed: outcome.replayed }),
  ...(expect.rejection === undefined ? {} : { rejection: 'rejection' in outcome ? outcome.rejection.type : 'none' }),
  ...(expect.codes === undefined ? {} : { codes: codesOf(outcome).toSorted() })
})

const codesOf = (outcome: Outcome): string[] =>
  outcome.outcome === 'refused' && outcome.rejection.type === 'RuleViolated'
    ? outcome.rejection.problems.map(({ code }) => code)
    : []

const inOrder = (expect: Expectation): Expectation =>
  expect.codes === undefined ? expect : { ...expect, codes: expect.codes.toSorted() }

const executed = async () => {
  const opened = openApplication()
  opened.clock.now = Date.parse('2026-12-01T00:00:00.000Z')
  const others: unknown[] = []
  for (const [index, { command, expect }] of lines.entries()) {
    const outcome = await opened.application.execute(command)
    await opened.application.settled()
    const [was, should] = [answered(outcome, expect), inOrder(expect)].map((answer) =>
      JSON.stringify(sortedKeys(answer))
    )
    if (was !== should) others.push({ line: index + 1, should, was, outcome })
  }
  return { opened, others }
}

const sortedKeys = (answer: Expectation) =>
  Object.fromEntries(Object.entries(answer).toSorted(([a], [b]) => (a < b ? -1 : 1)))

const personalKeys = new Set(
  `firstName lastName middleName email emailAddress phoneNumber addressLine1 addressLine2 addressLine3
organizationRegistrationNumber`.split(/\s+/)
)

/** The personal values of a command as submitted, those too short to be told from a code aside. */
const personalValues = (value: unknown, key = ''): ReadonlyArray<string> => {
  if (typeof value === 'string') return personalKeys.has(key) && value.trim().length > 5 ? [value.trim()] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([inner, each]) => personalValues(each, inner))
}

const t = suite('further lines', undefined, { timeout: 120_000 })

t('every line is answered as expected, and no attempt entry quotes a personal value', async () => {
  assert.ok(lines.length > 800)
  const { opened, others } = await executed()
  assert.equal(others, [])

  const submitted = [...new Set(lines.flatMap(({ command }) => personalValues(command.data)))]
  const entries = opened.log.records.filter(({ streamName }) => streamName.startsWith('customerAttempt-'))
  assert.ok(entries.length > 300)
  for (const { data, metadata } of entries) {
    const text = JSON.stringify({ data, metadata })
    assert.equal(
      submitted.filter((value) => text.includes(value)),
      []
    )
  }
})

t.run()
