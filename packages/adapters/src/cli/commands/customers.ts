import { command } from 'cmd-ts'
import { cursor, database, json, limit, recorded, text, time } from '../arguments.js'
import { type CustomersJson, customerJson } from '../list-formats.js'
import { asOfOption, given } from '../moments.js'
import { printPages } from '../print-pages.js'
import { shown, type Terminal } from '../terminal.js'
import { withQueries } from '../with-read-models.js'

const line = ({ customerId, country, domain, companyName, parkedSince }: CustomersJson[number]): string =>
  [
    customerId,
    shown(country),
    shown(domain).padEnd(36),
    shown(companyName),
    ...(parkedSince === null ? [] : [`(its events wait since ${parkedSince})`])
  ].join('  ')

export const customersCommand = (terminal: Terminal) =>
  command({
    name: 'customers',
    description: 'The list of customers by name, now or as it was.',
    args: {
      search: text('search', 'part of a company name; letter case and accents do not matter'),
      country: text('country', 'of the billing address, ISO 3166-1'),
      relationshipToPartner: text('relationship', 'such as reseller'),
      asOf: time('as-of', 'a date (its end, UTC) or a date-time'),
      recorded,
      limit,
      cursor,
      db: database,
      json
    },
    handler: ({ search, country, relationshipToPartner, asOf, recorded: byRecordedTime, db, ...paging }) =>
      withQueries(terminal, db, ({ directory }) => {
        const query = {
          ...given({ search, country, relationshipToPartner }),
          ...asOfOption(terminal, asOf, byRecordedTime)
        }
        return printPages(terminal, paging, { toJson: customerJson, line }, (page) => directory({ ...query, ...page }))
      })
  })
