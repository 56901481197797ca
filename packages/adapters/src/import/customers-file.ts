import { readFile } from 'node:fs/promises'
import { isJsonObject, type JsonObject } from '@accountable/domain/kernel'
import canonicalize from 'canonicalize'
import * as E from 'fp-ts/lib/Either.js'
import { type FileProblem, unreadableFile } from './file-problem.js'

/** A customer of a customers file, as yet undecoded. */
export interface CustomerRecord {
  /** Where it is in the file. */
  readonly path: string
  readonly record: JsonObject
  /** As RFC 8785 JSON: what makes it the same record. */
  readonly canonical: string
}

/** Nothing where a record is nested too deep, or holds half a character: such JSON has no canonical form, and is no customer. */
const canonicalOf = (record: JsonObject): string | undefined => {
  try {
    return canonicalize(record)
  } catch {
    return undefined
  }
}

const readItem = (file: string, item: unknown, path: string): E.Either<FileProblem, CustomerRecord> => {
  if (!isJsonObject(item)) return E.left({ file, path, code: 'WrongType', message: 'expected a customer: an object' })
  const canonical = canonicalOf(item)
  return canonical === undefined
    ? E.left({ file, path, code: 'NotCanonical', message: 'expected JSON of few levels and whole characters' })
    : E.right({ path, record: item, canonical })
}

const readText = async (file: string): Promise<E.Either<FileProblem, string>> => {
  try {
    return E.right(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)))
  } catch (error) {
    return E.left(
      error instanceof TypeError
        ? { file, path: '', code: 'Unreadable', message: 'expected UTF-8' }
        : unreadableFile(file, error)
    )
  }
}

const itemsOf = (json: unknown): ReadonlyArray<unknown> | undefined => {
  if (Array.isArray(json)) return json
  return isJsonObject(json) && Array.isArray(json['items']) ? json['items'] : undefined
}

/**
 * Customers in Partner Center's own response shape, `{ items: […] }`, or a bare list of them. A record that cannot be one is a
 * problem at its place; a file that cannot be read, or is neither, is a problem as a whole.
 */
export const readCustomers = async (
  file: string
): Promise<E.Either<FileProblem, ReadonlyArray<E.Either<FileProblem, CustomerRecord>>>> => {
  const text = await readText(file)
  if (E.isLeft(text)) return text
  let json: unknown
  try {
    json = JSON.parse(text.right)
  } catch {
    return E.left({ file, path: '', code: 'NotJson', message: 'expected JSON, as Partner Center answers it' })
  }
  const items = itemsOf(json)
  return items === undefined
    ? E.left({ file, path: 'items', code: 'WrongType', message: 'expected a list of customers' })
    : E.right(items.map((item, index) => readItem(file, item, `items.${index}`)))
}
