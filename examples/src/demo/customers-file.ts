import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Actor, uuidV5 } from '@accountable/domain/kernel'
import canonicalize from 'canonicalize'
import { type FileProblem, unreadableFile } from './file-problem.js'

/** Customers in Partner Center's own response shape, each as the command that registers it. */
export interface CustomersFile {
  readonly commands: ReadonlyArray<unknown>
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

/** The same record is the same command, however often it is imported; a changed record is another one. */
const registration = (record: Record<string, unknown>, importedAt: string): unknown => ({
  type: 'RegisterCustomer',
  customerId: record['id'],
  commandId: nameUuid(importNamespace, canonicalize(record) ?? ''),
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

/** Reads `{ items: […] }` or a bare list; a file that is neither, or cannot be read, is one problem. */
export const readCustomers = async (file: string, importedAt: string): Promise<CustomersFile> => {
  const nothing = (problem: FileProblem): CustomersFile => ({ commands: [], problems: [problem] })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    return nothing(
      error instanceof TypeError
        ? { file, path: '', code: 'Unreadable', message: 'expected UTF-8' }
        : unreadableFile(file, error)
    )
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return nothing({ file, path: '', code: 'NotJson', message: 'expected JSON, as Partner Center answers it' })
  }
  const items = itemsOf(json)
  if (items === undefined) {
    return nothing({ file, path: 'items', code: 'WrongType', message: 'expected a list of customers' })
  }
  const problems = items.flatMap((item, index) =>
    isObject(item)
      ? []
      : [{ file, path: `items.${index}`, code: 'WrongType', message: 'expected a customer: an object' }]
  )
  return { commands: items.filter(isObject).map((item) => registration(item, importedAt)), problems }
}
