import type { ExportModel } from '@accountable/adapters/export'
import { Erased } from '@accountable/domain/kernel'
import type { Column, Row } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'

export interface SampleRow extends Readonly<Record<string, unknown>> {
  readonly id: number
  readonly at: number
  readonly who: string | Erased | null
  readonly text: string | null
  readonly flag: boolean
  readonly revision: string
  readonly list: ReadonlyArray<string>
}

const column = (property: string, type: Column['type'], more: Partial<Column> = {}): Column => ({
  property,
  name: property,
  type,
  nullable: false,
  personal: false,
  comment: '',
  ...more
})

/** One column of each type. */
export const sampleModel: ExportModel<SampleRow> = {
  name: 'sample',
  version: 1,
  columns: [
    { ...column('at', 'timestamp'), title: 'Date-Time' },
    column('id', 'integer'),
    column('who', 'text', { personal: true, nullable: true }),
    column('text', 'text', { nullable: true }),
    column('flag', 'boolean'),
    column('revision', 'revision'),
    column('list', 'json')
  ],
  cloudEvent: ({ id, at }) => ({
    id: String(id),
    type: 'example.sample.v1',
    subject: `sample/${id}`,
    time: new Date(at).toISOString(),
    extensions: { sequence: String(id) }
  })
}

/** A row that depends on its number only. */
export const sampleRow = (id: number): SampleRow => ({
  id,
  at: Date.parse('2026-01-05T09:12:44.120Z') + id * 1001,
  who: id % 7 === 0 ? Erased : id % 5 === 0 ? null : `kim${id}@partner.example`,
  text:
    ['plain', '=1+1', '+4255550101', '-2279334701316321663', 'it\'s, "quoted"\r\nand more', '', null][id % 7] ?? null,
  flag: id % 2 === 0,
  revision: String(9_007_199_254_740_993n + BigInt(id)),
  list: id % 3 === 0 ? [] : ['a', `"${id}"`]
})

/** Rows at hand, page by page. */
export async function* pagesOf<R extends Row>(
  rows: ReadonlyArray<R>,
  pageSize = 1000
): AsyncGenerator<E.Either<never, ReadonlyArray<R>>> {
  for (let from = 0; from < rows.length; from += pageSize) yield E.right(rows.slice(from, from + pageSize))
}
