import * as t from 'io-ts'
import { Instant } from '../../kernel/instant.js'
import { oneOf, text } from '../../kernel/text.js'
import { Uuid } from '../../kernel/uuid.js'

/** What a customer can be allowed to purchase itself: these two, nothing else (partner-center.md §4.2). */
export const purchaseResources = ['AzureReservedInstances', 'AzureSavingsPlan'] as const
export type PurchaseResource = (typeof purchaseResources)[number]
export const PurchaseResource = oneOf(purchaseResources)

/** Which permissions a customer holds; off unless granted. */
export type PurchasePermissions = Readonly<Record<PurchaseResource, boolean>>

/** The active Azure plan, bought by this partner, that makes a grant possible. `offer` is judged by a rule. */
export interface PurchaseEvidence {
  readonly subscriptionId: string
  readonly offer: string
  readonly checkedAt: string
}

export const PurchaseEvidence: t.Type<PurchaseEvidence, unknown> = t.strict(
  { subscriptionId: Uuid, offer: text(256), checkedAt: Instant },
  'the evidence of an Azure plan'
)
