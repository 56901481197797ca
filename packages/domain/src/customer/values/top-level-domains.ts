import { countryCodes } from '../../country/country-code.js'

/** Country codes that are domains though ISO 3166-1 does not assign them, or that outlived their country. */
const furtherCountryDomains = ['ac', 'eu', 'su', 'uk']

/** The generic domains from before 2012; the 1,200 words that became domains since are too much like names. */
const genericDomains =
  'aero arpa asia biz cat com coop edu gov info int jobs mil mobi museum name net org post pro tel travel xxx'.split(
    ' '
  )

/** Lower case. About as many as Partner Center's own list has (280). */
export const topLevelDomains: ReadonlySet<string> = new Set([
  ...countryCodes.map((code) => code.toLowerCase()),
  ...furtherCountryDomains,
  ...genericDomains
])
