export { Actor } from './actor.js'
export type { Command, Reason } from './command.js'
export type { Decider } from './decider.js'
export { fold } from './decider.js'
export type { AttemptMetadata, Event, EventMetadata, RecordedActor, RecordedReason } from './event.js'
export type {
  EncodedEvent,
  EventDecoder,
  EventEncoder,
  EventReading,
  EventSchema,
  EventWriting
} from './event-codec.js'
export { createEventDecoder, createEventEncoder } from './event-codec.js'
export type { EventTimes } from './event-times.js'
export { attemptTimes, nextEventTimes } from './event-times.js'
export { Instant } from './instant.js'
export type { Json, JsonObject } from './json.js'
export { isJsonObject } from './json.js'
export type { Personal } from './personal-data.js'
export { Erased, isErased } from './personal-data.js'
export type { PersonalLeaf, PersonalValues } from './personal-leaves.js'
export type { Position } from './position.js'
export { comparePositions, formatPosition, latestPosition, parsePosition, position } from './position.js'
export type { Problem } from './problem.js'
export { problemsOf } from './problem.js'
export type { RecordedEvent } from './recorded-event.js'
export type { ExpectedRevision } from './revision.js'
export { formatRevision, Revision, revision } from './revision.js'
export type { StoredEvent } from './stored-event.js'
export type { StreamName } from './stream-name.js'
export { parseStreamName, streamName } from './stream-name.js'
export { StructuralReader } from './structural-reader.js'
export type { NewerEvent, UndecodableEvent, UnreadableEvent } from './undecodable-event.js'
export type { UpcastableEvent, Upcaster } from './upcaster.js'
export type { Digest } from './uuid.js'
export { Uuid, uuidV5 } from './uuid.js'
