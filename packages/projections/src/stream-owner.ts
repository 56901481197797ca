import { parseStreamName } from '@accountable/domain/kernel'
import { type StreamKind, streamKind } from './stream-kind.js'

/** What the name of a stream says: one object for all events of the stream, as long as the engine remembers it. */
export interface StreamOwner {
  readonly kind: StreamKind
  /** One text for most of them: every row keeps it, and rows are found sooner by it. */
  readonly customerId: string
  /** The same as `keysOf` answers it for a row of the whole customer. */
  readonly keys: readonly [customerId: string]
}

export const streamOwner = (streamName: string, kind = streamKind(streamName)): StreamOwner => {
  const customerId = parseStreamName(streamName)?.id ?? streamName
  return { kind, customerId, keys: [customerId] }
}
