import type { Json } from '@accountable/domain/kernel'
import { isErased, type Personal } from '@accountable/domain/kernel'
import * as t from 'io-ts'

/** What a column holds. `integer` is a 64-bit one; `timestamp` is a moment in UTC; `json` is whatever JSON can say. */
export type ColumnType = 'text' | 'boolean' | 'integer' | 'revision' | 'timestamp' | 'json'

/** One column of a table, as its row codec declares it. */
export interface Column {
  /** The row's property. */
  readonly property: string
  /** The column's name in a database: the property in snake_case. */
  readonly name: string
  readonly type: ColumnType
  readonly nullable: boolean
  /** True where the value may be `Erased`. A database keeps it as null and names the column in `erased`. */
  readonly personal: boolean
  /** For whoever reads the database without this code. */
  readonly comment: string
}

/** A moment: milliseconds since 1970. A database keeps a timestamp with time zone. */
export const Timestamp = t.refinement(t.number, Number.isSafeInteger, 'Timestamp')

/** A stream's revision, as a decimal string. A database keeps a 64-bit integer. */
export const RevisionText = t.refinement(t.string, (text) => /^\d+$/.test(text), 'RevisionText')

/** Text that belongs to a person and may have been erased. */
export const PersonalText = new t.Type<Personal<string>>(
  'PersonalText',
  (u): u is Personal<string> => typeof u === 'string' || isErased(u),
  (u, context) => (typeof u === 'string' || isErased(u) ? t.success(u) : t.failure(u, context)),
  t.identity
)

/** Whatever else a row keeps: a list, an object, null. Nothing can be searched by it. */
export const JsonValue = new t.Type<Json>(
  'JsonValue',
  (u): u is Json => u !== undefined,
  t.success as never,
  t.identity
)

type Shape = Pick<Column, 'type' | 'nullable' | 'personal'>

const plain = (type: ColumnType): Shape => ({ type, nullable: false, personal: false })

const shapeOf = (codec: t.Mixed): Shape => {
  if (codec === Timestamp) return plain('timestamp')
  if (codec === (JsonValue as t.Mixed)) return { ...plain('json'), nullable: true }
  if (codec === RevisionText) return plain('revision')
  if (codec === (PersonalText as t.Mixed)) return { ...plain('text'), personal: true }
  if (codec instanceof t.RefinementType) return shapeOf(codec.type as t.Mixed)
  if (codec instanceof t.UnionType) {
    const rest = (codec.types as ReadonlyArray<t.Mixed>).filter((one) => !(one instanceof t.NullType))
    const [only] = rest
    return only !== undefined && rest.length === 1 && rest.length < codec.types.length
      ? { ...shapeOf(only), nullable: true }
      : plain('json')
  }
  if (codec instanceof t.StringType || codec instanceof t.KeyofType || codec instanceof t.LiteralType)
    return plain('text')
  if (codec instanceof t.BooleanType) return plain('boolean')
  if (codec instanceof t.NumberType) return plain('integer')
  return plain('json')
}

const snakeCase = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * The columns of a row codec, in its order. Strings, booleans, safe integers, `Timestamp`, `RevisionText` and `PersonalText`
 * become typed columns, nullable in a union with null; everything else becomes JSON.
 */
export const columnsOf = <Props extends t.Props>(
  props: Props,
  comments: { readonly [Property in keyof Props]: string }
): ReadonlyArray<Column> =>
  Object.entries(props).map(([property, codec]) => ({
    property,
    name: snakeCase(property),
    ...shapeOf(codec),
    comment: comments[property] ?? ''
  }))
