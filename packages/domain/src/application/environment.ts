import type { CountryRules } from '../country/index.js'
import type { Digest } from '../kernel/uuid.js'
import type { Policy } from '../policy/index.js'
import type { EventStore } from './event-store.js'

/** Where the application says what went wrong beside its answers. One line a call, no personal values, no secrets. */
export type Log = (level: 'warning' | 'error', message: string) => void

/** Everything that the application is given: it has no clock, no randomness, no digest and no store of its own. */
export interface Environment {
  readonly eventStore: EventStore
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** A new random UUID. */
  readonly newId: () => string
  readonly sha1: Digest
  readonly sha256: Digest
  /** Default: `defaultPolicy`. */
  readonly policy?: Policy
  /** Default: `defaultCountryRules`. */
  readonly countryRules?: CountryRules
  /** The partner's own e-mail domains: no customer's contact has an address there. */
  readonly partnerDomains?: ReadonlyArray<string>
  /** Where set, actors of any other tenant are refused: one store serves one partner. */
  readonly partnerTenantId?: string
  /** How often a lost race for a stream is run again before the answer is TooMuchContention. Default 32. */
  readonly maxAttempts?: number
  /** Entries that may wait for the attempt streams; what comes on top is counted and logged. Default 1,000. */
  readonly maxQueuedAttempts?: number
  readonly log?: Log
}
