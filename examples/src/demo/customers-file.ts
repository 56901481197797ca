import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Actor, uuidV5 } from '@accountable/domain/kernel'
import canonicalize from 'canonicalize'
import * as A from 'fp-ts/lib/Array.js'
import * as E from 'fp-ts/lib/Either.js'
import { type FileProblem, unreadableFile } from './file-problem.js'

/** A customer of the file, as the command that registers it. */
interface Registration {
  /** Where the record is in the file. */
  readonly path: string
  readonly command: unknown
}

/** Customers in Partner Center's own response shape. */
export interface CustomersFile {
  readonly registrations: ReadonlyArray<Registration>
  readonly problems: ReadonlyArray<FileProblem>
}

const importer: Actor = {
  kind: 'application',
  id: 'accountable-import',
  userPrincipalName: null,
  tenantId: null,
  roles: ['AdminAgent']
}

/** The namespace of command ids that stand for imported records. */
const importNamespace = 'b5f3a2f4-0c55-5d5c-9f0e-6a7c1d0f2b11'

const nameUuid = uuidV5((bytes) => new Uint8Array(createHash('sha1').update(bytes).digest()))

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nothing where a record is nested too deep, or holds half a character: such JSON has no canonical form, and is no customer. */
const canonical = (record: Record<string, unknown>): string | undefined => {
  try {
    return canonicalize(record)
  } catch {
    return undefined
  }
}

/** The same record is the same command, however often it is imported; a changed record is another one. */
const registration = (record: Record<string, unknown>, recordAsText: string, importedAt: string): unknown => ({
  type: 'RegisterCustomer',
  customerId: record['id'],
  commandId: nameUuid(importNamespace, recordAsText),
  issuedAt: importedAt,
  actor: importer,
  reason: { code: 'DataImport' },
  source: 'import',
  data: record
})

const itemsOf = (json: unknown): ReadonlyArray<unknown> | undefined => {
  if (Array.isArray(json)) return json
  return isObject(json) && Array.isArray(json['items']) ? json['items'] : undefined
}

const readItem = (
  file: string,
  item: unknown,
  path: string,
  importedAt: string
): E.Either<FileProblem, Registration> => {
  const problem = (code: string, message: string) => E.left({ file, path, code, message })
  if (!isObject(item)) return problem('WrongType', 'expected a customer: an object')
  const text = canonical(item)
  return text === undefined
    ? problem('NotCanonical', 'expected JSON of few levels and whole characters')
    : E.right({ path, command: registration(item, text, importedAt) })
}

const nothing = (file: string, path: string, code: string, message: string): CustomersFile => ({
  registrations: [],
  problems: [{ file, path, code, message }]
})

/** Reads `{ items: […] }` or a bare list; a file that is neither, or cannot be read, is one problem. */
export const readCustomers = async (file: string, importedAt: string): Promise<CustomersFile> => {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    return error instanceof TypeError
      ? nothing(file, '', 'Unreadable', 'expected UTF-8')
      : { registrations: [], problems: [unreadableFile(file, error)] }
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return nothing(file, '', 'NotJson', 'expected JSON, as Partner Center answers it')
  }
  const items = itemsOf(json)
  if (items === undefined) return nothing(file, 'items', 'WrongType', 'expected a list of customers')
  const read = items.map((item, index) => readItem(file, item, `items.${index}`, importedAt))
  return { registrations: A.rights(read), problems: A.lefts(read) }
}
