import { isCountryCode } from '../../country/index.js'
import { parsedText } from '../../kernel/text.js'

/** ISO 3166-1 alpha-2, officially assigned, in either case; `UK` is not one, `GB` is. */
export const CountryCode = parsedText(2, 'an ISO 3166-1 country code of two letters', (value) =>
  isCountryCode(value) ? value : undefined
)
