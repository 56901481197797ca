import { generatedCountryRules } from './country-rules.generated.js'

/** The officially assigned codes of ISO 3166-1 alpha-2, upper case, in their order. */
export const countryCodes: ReadonlyArray<string> = Object.keys(generatedCountryRules.countries)

const assigned: ReadonlySet<string> = new Set(countryCodes)

/** Whether this is an officially assigned ISO 3166-1 alpha-2 code, in either case. Reserved ones (`UK`, `EU`) are not. */
export const isCountryCode = (text: string): boolean => /^[A-Za-z]{2}$/.test(text) && assigned.has(text.toUpperCase())
