import { isJsonObject, type Position, type StoredEvent } from '@accountable/domain/kernel'
import { type StreamKind, streamKind } from './stream-kind.js'

/** Somebody did to a customer's stream what this library never does. Its history may be incomplete from here on. */
export interface Tampering {
  readonly position: Position
  readonly code: 'StreamDeleted' | 'StreamTruncated' | 'RetentionSet'
}

/** The customer's stream that a stored event tells of: its own, or the one whose metadata it is. */
export const subjectStream = (streamName: string, kind = streamKind(streamName)): string =>
  kind === 'metadata' ? streamName.slice('$$'.length) : streamName

/** `$streamDeleted` in a customer's stream, or stream metadata that lets the store drop its events; nothing for all else. */
export const tamperingIn = ({ position, type, data }: StoredEvent, kind: StreamKind): Tampering | undefined => {
  if (kind === 'customer' && type === '$streamDeleted') return { position, code: 'StreamDeleted' }
  if (kind !== 'metadata' || !isJsonObject(data)) return undefined
  if ('$tb' in data) return { position, code: 'StreamTruncated' }
  return '$maxCount' in data || '$maxAge' in data ? { position, code: 'RetentionSet' } : undefined
}
