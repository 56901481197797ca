import type { PurchaseEvidence } from '@accountable/domain/customer'
import type { RecordedActor, RecordedReason } from '@accountable/domain/kernel'
import { defaultPolicy, type Policy } from '@accountable/domain/policy'
import { isoTime, type Provenance, provenanceOf } from './provenance.js'
import { ask, type Question } from './question.js'
import type { TimedCustomerEvent } from './steps.js'

/** While a customer was allowed to purchase a resource itself: from the grant on, up to the revocation and without it. Plain JSON. */
export interface PermissionInterval {
  /** `AzureReservedInstances`, `AzureSavingsPlan`, or one of a later version of this library. */
  readonly resource: string
  /** Effective times, ISO 8601, UTC; `to` is null while the permission holds. */
  readonly from: string
  readonly to: string | null
  readonly recordedFrom: string
  readonly recordedTo: string | null
  readonly grantedBy: RecordedActor
  readonly grantReason: RecordedReason | null
  /** Roles that the granter had at that moment beside those that may grant: who sells should not be who allows. */
  readonly grantedWithOtherRoles: ReadonlyArray<string>
  readonly evidence: PurchaseEvidence | null
  readonly grant: Provenance
  readonly revokedBy: RecordedActor | null
  readonly revokeReason: RecordedReason | null
  readonly revokedWithOtherRoles: ReadonlyArray<string>
  readonly revocation: Provenance | null
}

const root = '/purchasePermissions/'

const otherRoles = (roles: ReadonlyArray<string>, allowed: ReadonlyArray<string> = []): ReadonlyArray<string> =>
  roles.filter((role) => !allowed.includes(role))

const granted = (resource: string, event: TimedCustomerEvent, policy: Policy): PermissionInterval => ({
  resource,
  from: isoTime(event.effectiveAt),
  to: null,
  recordedFrom: isoTime(event.recordedAt),
  recordedTo: null,
  grantedBy: event.metadata.actor,
  grantReason: event.metadata.reason,
  grantedWithOtherRoles: otherRoles(event.metadata.actor.roles, policy.commands['GrantPurchasePermission']),
  evidence: event.event.type === 'PurchasePermissionGranted' ? event.event.data.evidence : null,
  grant: provenanceOf(event),
  revokedBy: null,
  revokeReason: null,
  revokedWithOtherRoles: [],
  revocation: null
})

const revoked = (interval: PermissionInterval, event: TimedCustomerEvent, policy: Policy): PermissionInterval => ({
  ...interval,
  to: isoTime(event.effectiveAt),
  recordedTo: isoTime(event.recordedAt),
  revokedBy: event.metadata.actor,
  revokeReason: event.metadata.reason,
  revokedWithOtherRoles: otherRoles(event.metadata.actor.roles, policy.commands['RevokePurchasePermission']),
  revocation: provenanceOf(event)
})

/** The intervals in the order of their grants. `policy` says which roles may toggle permissions; default: `defaultPolicy`. */
export const permissionTimeLineQuestion =
  (policy: Policy = defaultPolicy): Question<ReadonlyArray<PermissionInterval>> =>
  () => {
    const intervals: Array<PermissionInterval> = []
    return {
      see: ({ event, changes }) => {
        for (const { path, to } of changes) {
          if (!path.startsWith(root)) continue
          const resource = path.slice(root.length)
          const open = intervals.findLastIndex((interval) => interval.resource === resource && interval.to === null)
          const interval = intervals[open]
          if (to === true) intervals.push(granted(resource, event, policy))
          else if (interval !== undefined) intervals[open] = revoked(interval, event, policy)
        }
        return true
      },
      answer: () => intervals
    }
  }

/** When a customer held which purchase permission, who granted and who revoked it, and why, from all of its events. */
export const permissionTimeLine = (
  events: Iterable<TimedCustomerEvent>,
  policy?: Policy
): ReadonlyArray<PermissionInterval> => ask(permissionTimeLineQuestion(policy), events)
