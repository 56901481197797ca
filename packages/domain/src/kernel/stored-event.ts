import type { Json } from './json.js'
import type { Position } from './position.js'
import type { Revision } from './revision.js'

/** An event as the store answers it: nothing decoded, nothing dropped. Proof, export and upcasting need it so. */
export interface StoredEvent {
  readonly streamName: string
  readonly revision: Revision
  readonly position: Position
  /** A UUID, lower case. */
  readonly eventId: string
  readonly type: string
  /** The store's clock, milliseconds since 1970 (EventStoreDB keeps 100 ns; the client's date drops them, and so does this). */
  readonly created: number
  /** Parsed JSON; the bytes where the content type is another one, or where they are no JSON. */
  readonly data: Json | Uint8Array
  readonly metadata: Json | Uint8Array
}
