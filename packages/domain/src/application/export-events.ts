// Stored for ever, as customers' events are: see customer/events.ts.

import { readAttemptMetadata, writeMetadata } from '../customer/metadata.js'
import type { AttemptMetadata, Event } from '../kernel/event.js'
import { createEventDecoder, createEventEncoder, type EventSchema } from '../kernel/event-codec.js'
import type { JsonObject } from '../kernel/json.js'

/** Customers' data left the system: which, up to where, and a hash that the file can be recognised by. */
export type CustomerDataExported = Event<
  'CustomerDataExported',
  {
    /** The read model or the report. */
    readonly model: string
    /** What was asked for: version, format, filters. Never a personal value. */
    readonly parameters: JsonObject
    /** `commit:prepare`; null for the beginning. */
    readonly fromPosition: string | null
    readonly toPosition: string
    readonly rows: number
    /** SHA-256 of the file, hex. */
    readonly contentHash: string
  }
>

/** The category of the streams of exports: one stream an export, apart from customers' own. */
export const exportCategory = 'customerExport'

const schemas: { readonly [Type in CustomerDataExported['type']]: EventSchema } = {
  CustomerDataExported: {
    version: 1,
    read: (data): CustomerDataExported['data'] => ({
      model: data.text('model', data.node['model']),
      parameters: data.json('parameters', data.node['parameters']),
      fromPosition: data.textOrNull('fromPosition', data.node['fromPosition']),
      toPosition: data.text('toPosition', data.node['toPosition']),
      rows: data.wholeNumber('rows', data.node['rows']),
      contentHash: data.text('contentHash', data.node['contentHash'])
    })
  }
}

/** Reads the entries of export streams. */
export const decodeExportEvent = createEventDecoder<CustomerDataExported, AttemptMetadata>({
  schemas,
  upcasters: [],
  readMetadata: readAttemptMetadata
})

/** Writes them. Only the actor's own name is personal. */
export const encodeExportEvent = createEventEncoder<CustomerDataExported, AttemptMetadata>({
  schemas,
  writeMetadata,
  personalLeaves: (_, { actor }) =>
    actor === null ? [] : [{ pointer: '/metadata/actor/userPrincipalName', subject: `actor:${actor.id}` }]
})
