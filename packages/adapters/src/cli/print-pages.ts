import type { Answer, Listed } from '@accountable/projections/customer'
import type { Terminal } from './terminal.js'
import { answered } from './with-read-models.js'

/** As many rows as a page of a list has where nobody asked for fewer. */
const pageSize = 500

export interface Paging {
  readonly limit: number | undefined
  readonly cursor: string | undefined
  readonly json: boolean
}

/** How one row of a list is shown: as JSON, and from that in one line for a person. */
export interface RowFormat<A, Json> {
  readonly toJson: (row: A) => Json
  readonly line: (row: Json) => string
}

/**
 * Prints a list, holding one page of it: all of it, or as many rows as were asked for and, on stderr, where to go on.
 * As JSON it is one array, a row a line.
 */
export const printPages = async <A, Json>(
  { out, note }: Terminal,
  { limit, cursor, json }: Paging,
  { toJson, line }: RowFormat<A, Json>,
  page: (paging: { readonly limit: number; readonly after?: string }) => Promise<Answer<Listed<A>>>
): Promise<void> => {
  let after = cursor
  let printed = 0
  for (;;) {
    const { rows, next } = answered(await page({ limit: limit ?? pageSize, ...(after === undefined ? {} : { after }) }))
    for (const row of rows.map(toJson)) {
      out(json ? `${printed === 0 ? '[' : ','}\n${JSON.stringify(row)}` : `${line(row)}\n`)
      printed += 1
    }
    after = next
    if (after === undefined || limit !== undefined) break
  }
  if (json) out(printed === 0 ? '[]\n' : '\n]\n')
  if (after !== undefined) note(`more with --cursor '${after}'`)
}
