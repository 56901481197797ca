import * as E from 'fp-ts/lib/Either.js'
import type { Event } from './event.js'
import { isJsonObject, type Json, type JsonObject } from './json.js'
import {
  liftPersonalLeaves,
  openPersonalValues,
  type PersonalLeaf,
  type PersonalValues,
  personalValuesOf
} from './personal-leaves.js'
import type { RecordedEvent } from './recorded-event.js'
import type { StoredEvent } from './stored-event.js'
import { StructuralReader, StructureError } from './structural-reader.js'
import type { UndecodableEvent, UnreadableEvent } from './undecodable-event.js'
import { type UpcastableEvent, type Upcaster, upcasterChains } from './upcaster.js'

/** What the codec knows of one event type: today's version and how its data is read. */
export interface EventSchema {
  readonly version: number
  readonly read: (data: StructuralReader) => object
}

/** How a family of events is read. */
export interface EventReading<Metadata> {
  readonly schemas: Readonly<Record<string, EventSchema>>
  readonly upcasters: ReadonlyArray<Upcaster>
  readonly readMetadata: (metadata: StructuralReader) => Metadata
}

/** How a family of events is written. */
export interface EventWriting<AnyEvent, Metadata> {
  readonly schemas: Readonly<Record<string, EventSchema>>
  readonly writeMetadata: (metadata: Metadata) => object
  /** Which values of an event are personal, and whose. */
  readonly personalLeaves: (event: AnyEvent, metadata: Metadata) => ReadonlyArray<PersonalLeaf>
}

/** An event as it goes to the store. */
export interface EncodedEvent {
  readonly type: string
  readonly data: Json
  readonly metadata: Json
}

/** Stored JSON to events: opens what it can, brings old shapes up to today's, reads structure only. Total. */
export type EventDecoder<AnyEvent, Metadata> = (
  stored: StoredEvent
) => E.Either<UndecodableEvent, RecordedEvent<AnyEvent, Metadata>>

/** Events to stored JSON, personal values apart. */
export type EventEncoder<AnyEvent, Metadata> = (
  event: AnyEvent,
  metadata: Omit<Metadata, 'schemaVersion'>
) => EncodedEvent

const schemaOf = (schemas: Readonly<Record<string, EventSchema>>, type: string): EventSchema | undefined =>
  Object.hasOwn(schemas, type) ? schemas[type] : undefined

/** What writes a family of events. @throws RangeError for an event without a schema, which is a programmer's error. */
export const createEventEncoder =
  <AnyEvent extends Event<string, object>, Metadata extends { readonly schemaVersion: number }>({
    schemas,
    writeMetadata,
    personalLeaves
  }: EventWriting<AnyEvent, Metadata>): EventEncoder<AnyEvent, Metadata> =>
  (event, partial) => {
    const schema = schemaOf(schemas, event.type)
    if (schema === undefined) throw new RangeError(`no schema for ${event.type}`)
    const metadata = { ...partial, schemaVersion: schema.version } as unknown as Metadata
    const apart = liftPersonalLeaves(
      { data: event.data, metadata: writeMetadata(metadata) },
      personalLeaves(event, metadata)
    )
    return { type: event.type, ...apart }
  }

const unreadable = (eventType: string, path: string, expected: string): UnreadableEvent => ({
  type: 'UnreadableEvent',
  eventType,
  problem: { path, code: 'Structure', message: `expected ${expected}` }
})

/** A stored event as the readers of today's version want it. */
interface TodaysShape extends Omit<UpcastableEvent, 'personal'> {
  readonly personal: PersonalValues
}

/** What is of today already takes no steps. */
const none: ReadonlyArray<Upcaster> = []

const todaysShape = (steps: ReadonlyArray<Upcaster>, data: JsonObject, metadata: JsonObject): TodaysShape => {
  const personal = openPersonalValues(data)
  if (steps.length === 0) return { data, metadata, personal }
  let event: UpcastableEvent = { data, metadata, personal: personalValuesOf(personal) }
  for (const step of steps) event = step.upcast(event)
  return { data: event.data, metadata: event.metadata, personal: [event.personal] }
}

/** What reads a family of events. @throws Error where the upcasters do not form chains; found when the decoder is made. */
export const createEventDecoder = <AnyEvent, Metadata>({
  schemas,
  upcasters,
  readMetadata
}: EventReading<Metadata>): EventDecoder<AnyEvent, Metadata> => {
  const chainOf = upcasterChains(
    Object.fromEntries(Object.entries(schemas).map(([type, { version }]) => [type, version])),
    upcasters
  )
  /** With the type as text of our own: every event of a type then shares it. */
  const known = new Map(Object.entries(schemas).map(([eventType, schema]) => [eventType, { eventType, ...schema }]))
  return (stored) => {
    const { type, data, metadata } = stored
    if (!isJsonObject(metadata)) return E.left(unreadable(type, 'metadata', 'a JSON object'))
    const version = metadata['schemaVersion']
    if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
      return E.left(unreadable(type, 'metadata.schemaVersion', 'a whole number from 1'))
    }
    const schema = known.get(type)
    if (schema === undefined || version > schema.version) {
      return E.left({ type: 'NewerEvent', eventType: type, schemaVersion: version })
    }
    if (!isJsonObject(data)) return E.left(unreadable(type, 'data', 'a JSON object'))
    const { eventType } = schema
    try {
      const shape = todaysShape(version === schema.version ? none : chainOf(eventType, version), data, metadata)
      return E.right({
        event: {
          type: eventType,
          data: schema.read(StructuralReader.of('data', shape.data, shape.personal))
        } as AnyEvent,
        metadata: readMetadata(StructuralReader.of('metadata', shape.metadata, shape.personal)),
        stored
      })
    } catch (error) {
      if (error instanceof StructureError) return E.left(unreadable(type, error.path, error.expected))
      return E.left(unreadable(type, '', 'a shape that its upcasters know'))
    }
  }
}
