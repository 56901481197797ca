import { isKeepable } from './is-keepable.js'

/**
 * - `customer`: facts. Their revisions count from 0 without a gap, and their times never run backwards.
 * - `attempt`: entries that may expire. Their revisions rise, and each stands alone.
 * - `metadata`: what the store keeps about a customer's stream; this library never writes it.
 * - `other`: not asked for; nor is a name that not every store can keep, which no customer of this library has.
 */
export type StreamKind = 'customer' | 'attempt' | 'metadata' | 'other'

export const streamKind = (streamName: string): StreamKind => {
  if (!isKeepable(streamName)) return 'other'
  if (streamName.startsWith('customer-')) return 'customer'
  if (streamName.startsWith('customerAttempt-')) return 'attempt'
  return streamName.startsWith('$$customer-') ? 'metadata' : 'other'
}
