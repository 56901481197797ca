import type { Upcaster } from '../kernel/upcaster.js'

/**
 * Version 1 of a grant named the subscription beside the resource and knew neither when it was checked nor the field that
 * changed. The check is dated by the command, which is the latest that it can have been.
 */
const purchasePermissionGranted1: Upcaster = {
  type: 'PurchasePermissionGranted',
  from: 1,
  upcast: ({ data, metadata, personal }) => {
    const { subscriptionId, offer, ...rest } = data
    const resource = typeof data['resource'] === 'string' ? data['resource'] : ''
    return {
      data: {
        ...rest,
        evidence: {
          subscriptionId: subscriptionId ?? null,
          offer: offer ?? null,
          checkedAt: metadata['issuedAt'] ?? null
        },
        changes: [{ path: `/purchasePermissions/${resource}`, from: false, to: true }]
      },
      metadata,
      personal
    }
  }
}

/** Old stored shapes of a customer's events, each brought one version forward. */
export const customerUpcasters: ReadonlyArray<Upcaster> = [purchasePermissionGranted1]
