import { createCustomerEventEncoder } from '@accountable/domain/customer'
import type { JsonObject, StoredEvent } from '@accountable/domain/kernel'
import { purchasePermissionGranted, storedEvent } from '@accountable/domain/testing'
import { sha1 } from '../digests.js'

/** A grant as it is stored today, and in its first shape, which named the subscription and the offer beside the resource. */
export const storedGrants = (): { readonly today: StoredEvent; readonly first: StoredEvent } => {
  const today = storedEvent(createCustomerEventEncoder(sha1), purchasePermissionGranted())
  const { evidence, changes: _changes, ...data } = today.data as JsonObject
  const { checkedAt: _checkedAt, ...named } = evidence as JsonObject
  return {
    today,
    first: {
      ...today,
      data: { ...data, ...named },
      metadata: { ...(today.metadata as JsonObject), schemaVersion: 1 }
    }
  }
}
