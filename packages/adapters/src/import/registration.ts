import { type Actor, uuidV5 } from '@accountable/domain/kernel'
import { nodeEnvironment } from '../environment/index.js'
import type { CustomerRecord } from './customers-file.js'

/** Who imports, and when the records are said to have been registered (ISO 8601, UTC). */
export interface Registering {
  readonly actor: Actor
  readonly importedAt: string
}

/** The namespace of command ids that stand for imported records. */
const importNamespace = 'b5f3a2f4-0c55-5d5c-9f0e-6a7c1d0f2b11'

const nameUuid = uuidV5(nodeEnvironment.sha1)

/** The command that registers a record. The same record of the same actor is the same command, however often it is imported. */
export const registrationOf = ({ record, canonical }: CustomerRecord, { actor, importedAt }: Registering): unknown => ({
  type: 'RegisterCustomer',
  customerId: record['id'],
  commandId: nameUuid(nameUuid(importNamespace, actor.id), canonical),
  issuedAt: importedAt,
  actor,
  reason: { code: 'DataImport' },
  source: 'import',
  data: record
})
