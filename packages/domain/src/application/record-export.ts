import * as E from 'fp-ts/lib/Either.js'
import type { Actor } from '../kernel/actor.js'
import { streamName } from '../kernel/stream-name.js'
import { defaultPolicy, mayExport } from '../policy/index.js'
import type { Environment } from './environment.js'
import type { AppendError, Appended } from './event-store.js'
import { type CustomerDataExported, encodeExportEvent, exportCategory } from './export-events.js'

/** What is recorded of an export. */
export type ExportRecord = CustomerDataExported['data']

/** Why an export may not leave: the actor has no role for it, or the record could not be stored. */
export type NotRecorded = { readonly type: 'RoleNotAllowed' } | AppendError

/** Who may export, and the record that each export leaves before it is there. */
export interface ExportAudit {
  readonly mayExport: (actor: Actor) => boolean
  readonly record: (actor: Actor, exported: ExportRecord) => Promise<E.Either<NotRecorded, Appended>>
}

/** Records exports in streams of their own, `customerExport-<uuid>`. */
export const createExportAudit = ({
  eventStore,
  newId,
  clock,
  policy = defaultPolicy
}: Pick<Environment, 'eventStore' | 'newId' | 'clock' | 'policy'>): ExportAudit => ({
  mayExport: ({ roles }) => mayExport(policy, roles),
  record: async (actor, exported) => {
    if (!mayExport(policy, actor.roles)) return E.left({ type: 'RoleNotAllowed' })
    const id = newId()
    const event: CustomerDataExported = { type: 'CustomerDataExported', data: exported }
    const encoded = encodeExportEvent(event, {
      commandId: id,
      payloadHash: null,
      correlationId: id,
      causationId: id,
      traceparent: null,
      actor,
      reason: null,
      issuedAt: new Date(clock()).toISOString(),
      source: null,
      policyVersion: policy.version,
      countryRuleVersion: ''
    })
    return await eventStore.appendToStream(streamName(exportCategory, id), 'noStream', [
      { eventId: newId(), ...encoded }
    ])()
  }
})
