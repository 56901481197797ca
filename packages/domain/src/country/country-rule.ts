import type { PurchaseResource } from './purchase-resource.js'

/**
 * Where a value comes from: `captured` (recorded from Partner Center or documented by it), `substitute: LIBRARY@VERSION`
 * (a data library stands in for it), `none` (nobody says; nothing is demanded), `override: VERSION` (an embedding team's).
 */
export type RuleSource = 'captured' | 'none' | `substitute: ${string}` | `override: ${string}`

/** A value with the place where it comes from. */
export interface Sourced<A> {
  readonly value: A
  readonly source: RuleSource
}

/** `pattern` is a regular expression anchored at both ends; the samples show where a code's separators stand. */
export interface PostalCodeFormat {
  readonly pattern: string
  readonly samples: ReadonlyArray<string>
}

/**
 * One accepted kind of number. `shape` is a regular expression (anchored by its reader) over the number in upper case
 * without separators; `validator` names a validator of stdnum (`PL.nip`), which gets the shape's first group if it has
 * one; `personal` is an anchored pattern of the text as written that gives a personal number away.
 */
export interface RegistrationNumberFormat {
  readonly shape: string
  readonly validator?: string
  readonly personal?: string
}

/** What is known of one country. */
export interface CountryRuleValues {
  /** The short name of ISO 3166-1, in English. */
  readonly name: string
  readonly cityRequired: boolean
  readonly stateRequired: boolean
  readonly postalCodeRequired: boolean
  /** The only states accepted; undefined where a state is a free string. */
  readonly states: ReadonlyArray<string> | undefined
  /** False where an address may have no region: Partner Center refuses one beside a US state (error 27002). */
  readonly regionAllowed: boolean
  readonly postalCode: PostalCodeFormat | undefined
  /** Culture tags (`pt-BR`) in which the customer can be addressed. */
  readonly cultures: ReadonlyArray<string>
  /** Digits without `+`; undefined where the country has none of its own. */
  readonly callingCode: string | undefined
  /** An anchored regular expression over the national significant digits. */
  readonly phonePattern: string | undefined
  readonly phoneRequired: boolean
  readonly registrationNumberRequired: boolean
  /** The number must fit one of these; any text does where there is none. */
  readonly registrationNumber: ReadonlyArray<RegistrationNumberFormat>
  /** What customers of this country cannot buy. */
  readonly unavailableResources: ReadonlyArray<PurchaseResource>
}

type SourcedFields<Values> = { readonly [Field in keyof Values]: Sourced<Values[Field]> }

/** The rules of one country, each with its source. `country` is its ISO 3166-1 alpha-2 code in upper case. */
export interface CountryRule extends SourcedFields<CountryRuleValues> {
  readonly country: string
}
