import { customerExports } from '@accountable/adapters/export'
import type { ReadModelStore, Row } from '@accountable/projections'
import {
  type ActivityQuery,
  accountTable,
  activityLog,
  activityTable,
  attempts,
  attemptTable,
  createCustomerQueries,
  customerAccount,
  customerDirectory,
  type DirectoryQuery,
  directoryTable,
  type PermissionsQuery,
  permissionTable,
  purchasePermissions
} from '@accountable/projections/customer'
import { type FollowedChanges, followChanges } from '@accountable/projections/history'
import * as E from 'fp-ts/lib/Either.js'
import { lastValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { answered } from '../projections/customer-world.js'
import { lastPosition, rare, rareCustomer, usualCustomer, variedEvent } from './varied-feed.js'

const moments = [
  {},
  { asOf: '2026-01-05' },
  { asOf: { recordedAt: Date.UTC(2026, 0, 5, 0, 0, 4) } },
  { asOf: { position: variedEvent(4500).position } }
]

const field = '/billingProfile/email'

const logQuestions: Readonly<Record<string, ActivityQuery>> = {
  'the log': {},
  'the log of a period': { from: '2026-01-05', until: '2026-01-05T00:00:03Z' },
  'the log of a customer': { customerId: rareCustomer },
  'the log of a company': { company: rare.company },
  'the log of companies with a usual name': { company: 'contoso' },
  'the log of an actor': { actor: rare.actor },
  'the log of a field': { field },
  'the log of an operation': { operation: 'add_customer' },
  'the log of what succeeded': { status: 'succeeded' },
  'refused attempts': { status: 'failed' },
  'refused attempts by field': { status: 'failed', field: rare.refusedField },
  'the log with what was so already': { unchanged: true },
  'what was so already, without refusals': { status: 'succeeded', unchanged: true },
  'the log of a field of a customer': { customerId: usualCustomer, field },
  'the log of an actor and a period': { actor: rare.actor, from: '2026-01-05', until: '2026-01-05T00:00:03Z' },
  'refused attempts of a customer': { customerId: usualCustomer, status: 'failed' },
  'refused attempts of an actor': { actor: rare.actor, status: 'failed' }
}

const directoryQuestions: Readonly<Record<string, DirectoryQuery>> = {
  'the list': {},
  'the list, by country': { country: rare.country },
  'the list, by relationship': { relationshipToPartner: rare.relationship },
  'the list, by part of a name': { search: rare.company }
}

const permissionQuestions: Readonly<Record<string, PermissionsQuery>> = {
  'who may purchase': {},
  'every permission': { grantedOnly: false },
  'who may purchase something': { resource: 'AzureSavingsPlan' },
  'every permission for something': { grantedOnly: false, resource: 'AzureSavingsPlan' },
  'permissions of a customer': { customerId: usualCustomer }
}

interface Listing {
  readonly rows: ReadonlyArray<unknown>
  readonly next?: string
}

/** A list as of each moment, and a page somewhere behind the first. */
const listed =
  (ask: (page: { readonly after?: string }, moment: (typeof moments)[number]) => Promise<Listing>) =>
  async (): Promise<void> => {
    for (const moment of moments) {
      const { rows, next } = await ask({}, moment)
      assert.ok(rows.length > 0, 'nothing was found: how much was read for it says little')
      if (next !== undefined) await ask({ after: next }, moment)
    }
  }

const followed = async <R extends Row>(parts: Omit<FollowedChanges<R>, 'once'>): Promise<void> =>
  void (await lastValueFrom(followChanges({ ...parts, once: true, limit: 5000 }), { defaultValue: undefined }))

type Questions = Readonly<Record<string, () => Promise<unknown>>>

const each = <Q>(all: Readonly<Record<string, Q>>, asked: (query: Q) => () => Promise<unknown>): Questions =>
  Object.fromEntries(Object.entries(all).map(([name, query]) => [name, asked(query)]))

interface Exception {
  readonly why: string
  readonly questions: ReadonlyArray<string>
  /** What may be found of their plans. */
  readonly found: RegExp
}

const namesOfTheList = /customer_directory_history_v\d+\b.*: SELECT \* FROM \S+ WHERE strpos\("search_key"/

/** Where more may be read than is answered. */
export const exceptions: ReadonlyArray<Exception> = [
  {
    why: 'no index finds a part of a name: the names of the list are looked through, a few for each customer',
    questions: ['the list, by part of a name', 'the log of a company', 'the log of companies with a usual name'],
    found: namesOfTheList
  },
  {
    why: 'logs are ordered by effective time, and nothing bounds it by a recorded one: what was recorded since is passed by',
    questions: Object.keys(logQuestions),
    found: /^throws away .* of (activity|attempt|unchanged)_log_v\d+\b.*\brecorded_at <=/
  }
]

/** Every documented question, by name. */
export const documentedQuestions = (store: ReadModelStore): Questions => {
  const queries = createCustomerQueries(store)
  return {
    'an account': async () => {
      for (const moment of moments) answered(await queries.account(usualCustomer, moment))
    },
    ...each(directoryQuestions, (query) =>
      listed(async (page, moment) => answered(await queries.directory({ ...query, ...page, ...moment })))
    ),
    // Few at a time: fifty names of a small list are found sooner by looking through it.
    ...each(permissionQuestions, (query) =>
      listed(async (page, moment) =>
        answered(await queries.purchasePermissions({ ...query, ...page, ...moment, limit: 5 }))
      )
    ),
    'intervals of a customer': async () => {
      for (const moment of moments) answered(await queries.purchasePermissionIntervals(usualCustomer, moment))
    },
    ...each(logQuestions, (query) =>
      listed(async (page, moment) => answered(await queries.activityLog({ ...query, ...page, ...moment })))
    ),
    'changes of the log': () => followed({ store, projection: activityLog, table: activityTable }),
    'changes of the attempts': () => followed({ store, projection: attempts, table: attemptTable }),
    'changes of accounts': () => followed({ store, projection: customerAccount, table: accountTable }),
    'changes of the list': () => followed({ store, projection: customerDirectory, table: directoryTable }),
    'changes of permissions': () => followed({ store, projection: purchasePermissions, table: permissionTable }),
    ...Object.fromEntries(
      Object.entries(customerExports).map(([name, { pagesOf }]) => [
        `the export ${name}`,
        async () => {
          for (const wanted of [{}, { asOf: { effectiveAt: Date.UTC(2026, 0, 6) } }])
            for await (const page of pagesOf(store, { ...wanted, after: undefined, upTo: lastPosition }))
              assert.ok(E.isRight(page))
        }
      ])
    )
  }
}
