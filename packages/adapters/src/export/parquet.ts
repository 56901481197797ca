import { isErased } from '@accountable/domain/kernel'
import type { ColumnType, Row } from '@accountable/projections'
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer'
import { erasedColumn, erasedNames } from './erased-columns.js'
import type { ExportColumn, ExportModel } from './export-model.js'
import type { RowEncoder } from './row-encoder.js'

/** As many as readers like to skip by, and few enough to hold. */
const rowGroupSize = 8_192

const physical: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  boolean: { type: 'BOOLEAN' },
  integer: { type: 'INT64' },
  revision: { type: 'INT64' },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' }
  },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } }
}

const element = ({ name, type, nullable, personal }: ExportColumn): SchemaElement => ({
  name,
  ...physical[type],
  repetition_type: nullable || personal ? 'OPTIONAL' : 'REQUIRED'
})

const value = ({ type }: ExportColumn, given: unknown): unknown => {
  if (given === null || given === undefined || isErased(given)) return null
  if (type === 'integer' || type === 'revision' || type === 'timestamp') return BigInt(given as string | number)
  return given
}

/** Takes what was written off a writer that goes on counting its offset. */
const drain = (writer: ByteWriter): Uint8Array => {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}

/** Parquet with real types: 64-bit integers, UTC timestamps of milliseconds, JSON; Snappy; a row group at a time. */
export const createParquetEncoder = <R extends Row>(model: ExportModel<R>): RowEncoder<R> => {
  const erased = erasedNames(model)
  const columns = model.columns.map((column) => ({
    column,
    read: (row: R): unknown => value(column, row[column.property])
  }))
  if (erased !== undefined) {
    const column: ExportColumn = {
      property: erasedColumn,
      name: erasedColumn,
      type: 'json',
      nullable: false,
      personal: false,
      comment: 'The columns whose value was erased.'
    }
    columns.push({ column, read: erased })
  }
  const writer = new ByteWriter(1 << 20)
  const parquet = new ParquetWriter({
    writer,
    schema: [{ name: model.name, num_children: columns.length }, ...columns.map(({ column }) => element(column))],
    createdBy: 'accountable',
    kvMetadata: [{ key: 'accountable.columns', value: `${model.name}/${model.version}` }]
  })
  let pending: Array<R> = []

  const writeGroup = (rows: ReadonlyArray<R>): void => {
    const columnData = columns.map(
      ({ column, read }): ColumnSource => ({
        name: column.name,
        data: rows.map(read),
        statistics: column.type !== 'json'
      })
    )
    void parquet.write({ columnData, rowGroupSize: rows.length }) // this writer has no flush to wait for
  }

  return {
    begin: () => drain(writer),
    add: (rows) => {
      pending.push(...rows)
      while (pending.length >= rowGroupSize) {
        writeGroup(pending.slice(0, rowGroupSize))
        pending = pending.slice(rowGroupSize)
      }
      return drain(writer)
    },
    end: () => {
      if (pending.length > 0) writeGroup(pending)
      pending = []
      void parquet.finish()
      return drain(writer)
    }
  }
}
