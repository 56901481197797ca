// What Partner Center itself answers or documents. Nothing here is estimated: a value that is missing comes from a data
// package. Sources: the recorded answers of countryvalidationrules for US (2019-01-11) and PT (2021-12-15); the pages
// "Partner Center supported languages and locales", "Customer resources" (24 countries) and "Azure reservations".

/** Countries whose list of states Partner Center checks; the codes themselves come from ISO 3166-2. */
export const stateListCountries = ['CA', 'CN', 'MX', 'US']

/** ISO 3166-2 lists them under US; the recorded US list has the 50 states and DC only. */
export const territoriesOfTheUnitedStates = ['AS', 'GU', 'MP', 'PR', 'UM', 'VI']

/** Recorded answers, field by field. `regionAllowed`: a region beside a US state is error 27002 "StateInvalid". */
export const recorded = {
  US: {
    cityRequired: true,
    stateRequired: true,
    postalCodeRequired: true,
    postalCodePattern: '^\\d{5}(-\\d{4})?$',
    cultures: ['en-US', 'es-US'],
    callingCode: '1',
    phonePattern: '^(1[ \\-\\/\\.]?)?(\\((\\d{3})\\)|(\\d{3}))[ \\-\\/\\.]?(\\d{3})[ \\-\\/\\.]?(\\d{4})$',
    regionAllowed: false
  },
  PT: {
    cityRequired: true,
    stateRequired: false,
    postalCodeRequired: true,
    postalCodePattern: '^\\d{4}(-\\d{3})?$',
    cultures: ['pt-PT', 'en-US'],
    callingCode: '351'
  }
}

/** A registration number and a telephone number are obligatory here. */
export const registrationCountries = 'AE AM AZ BR BY HU IN IQ KG KZ MD MM PL RU SA SS TH TJ TR UA UZ VE VN ZA'.split(
  ' '
)

/** Azure reservations are not sold in these markets; in China (21Vianet) there is no Azure at all. */
export const unavailableResources = {
  BR: ['AzureReservedInstances'],
  CN: ['AzureReservedInstances', 'AzureSavingsPlan'],
  RU: ['AzureReservedInstances']
}

/** Countries for which the documented cultures are taken as complete. Elsewhere CLDR's languages are supported besides. */
export const culturesComplete = 'AE AU BR CA CH CN DE FR GB HK HU IE IN JP KR MX NL PL PT SG TR US ZA'.split(' ')

/** The documented cultures; `en-US` is supported everywhere besides. */
export const cultures = Object.fromEntries(
  `AD ca-ES|AE ar-AE|AF ps-AF|AL sq-AL|AM hy-AM|AO pt-PT|AR es-AR|AT de-AT|AU en-AU|AW nl-NL|AX sv-SE|AZ az-Latn-AZ
BA bs-Latn-BA|BB en-GB|BD bn-BD|BE fr-BE nl-BE|BF fr-FR|BG bg-BG|BH ar-BH|BI fr-FR|BJ fr-FR|BL fr-FR|BM en-GB|BN ms-BN
BO es-BO|BQ nl-NL|BR pt-BR|BS en-GB|BV nb-NO|BW en-GB|BY be-BY|BZ en-BZ|CA fr-CA|CD fr-FR|CF fr-FR|CG fr-FR
CH de-CH fr-CH it-CH|CI fr-FR|CL es-CL|CM fr-FR|CN zh-CN|CO es-CO|CR es-CR|CV pt-CV|CW nl-NL|CY el-GR|CZ cs-CZ
DE de-DE|DJ fr-FR|DK da-DK|DO es-DO|DZ ar-DZ|EC es-EC|EE et-EE|EG ar-EG|ER ar-SA|ES es-ES ca-ES eu-ES gl-ES|ET am-ET
FI fi-FI sv-FI|FJ en-GB|FO fo-FO|FR fr-FR|GA fr-FR|GB en-GB|GE ka-GE|GF fr-FR|GH en-GB|GL da-DK|GN fr-FR|GP fr-FR
GQ es-ES|GR el-GR|GT es-GT|GW pt-PT|HK zh-HK|HN es-HN|HR hr-HR|HT fr-FR|HU hu-HU|ID id-ID|IE en-IE|IL he-IL
IN en-IN hi-IN|IQ ar-IQ|IS is-IS|IT it-IT|JM en-JM|JO ar-JO|JP ja-JP|KE sw-KE|KG ky-KG|KH km-KH|KM fr-FR|KN en-GB
KR ko-KR|KW ar-KW|KY en-GB|KZ kk-KZ|LA lo-LA|LB ar-LB|LI de-LI|LK si-LK|LT lt-LT|LU de-LU fr-LU|LV lv-LV|LY ar-LY
MA ar-MA|MC fr-MC|MD ro-RO|ME sr-Latn-ME|MF fr-FR|MG fr-FR|MK mk-MK|ML fr-FR|MN mn-MN|MO zh-MO|MQ fr-FR|MR ar-SA
MT mt-MT|MU en-GB|MV dv-MV|MX es-MX|MY en-MY|MZ pt-PT|NA en-GB|NC fr-FR|NE fr-FR|NG ha-Latn-NG|NI es-NI|NL nl-NL
NO nb-NO|NP ne-NP|NZ en-NZ|OM ar-OM|PA es-PA|PE es-PE|PF fr-FR|PH en-PH|PK ur-PK|PL pl-PL|PM fr-FR|PR es-PR|PS ar-SA
PT pt-PT|PY es-PY|QA ar-QA|RE fr-FR|RO ro-RO|RS sr-Latn-RS sr-Cyrl-RS|RU ru-RU|RW rw-RW|SA ar-SA|SE sv-SE
SG en-SG zh-SG|SI sl-SI|SJ nb-NO|SK sk-SK|SM it-IT|SN wo-SN|SO ar-SA|SR nl-NL|ST pt-PT|SV es-SV|TD fr-FR|TF fr-FR
TG fr-FR|TH th-TH|TJ tg-Cyrl-TJ|TL pt-PT|TM tk-TM|TN ar-TN|TR tr-TR|TT en-TT|TW zh-TW|TZ en-GB|UA uk-UA|UG en-GB
US en-US es-US|UY es-UY|UZ uz-Latn-UZ|VA it-IT|VE es-VE|VN vi-VN|WF fr-FR|YE ar-YE|YT fr-FR|ZA en-ZA|ZM en-GB|ZW en-ZW`
    .split(/[|\n]/)
    .map((row) => row.split(' '))
    .map(([country, ...tags]) => [country, tags])
)

/**
 * The documented kinds of number (country: [shape, stdnum validator]). A shape is matched against the number in upper
 * case without separators, and its first group, if any, is what the validator gets. Shapes leave out what identifies a
 * person: IN a PAN whose fourth letter is P, MD an IDNP, RU the 12-digit INN, AZ a number ending in 2, BY letters, TH a
 * citizen's number (the validator accepts companies only). `personal` is a writing that gives a personal number away.
 */
export const registrationNumbers = {
  AZ: [{ shape: '\\d{9}1', validator: 'AZ.tin' }],
  BR: [{ shape: '[\\dA-Z]{12}\\d{2}', validator: 'BR.cnpj' }],
  BY: [{ shape: '\\d{9}', validator: 'BY.unp' }],
  CN: [{ shape: '[\\dA-Z]{18}', validator: 'CN.uscc' }],
  HU: [{ shape: '(?:HU)?(\\d{8})(?:\\d{3})?', validator: 'HU.anum' }],
  IN: [
    { shape: '[A-Z]{3}[A-OQ-Z][A-Z]\\d{4}[A-Z]', validator: 'IN.pan' },
    { shape: '[\\dA-Z]{15}', validator: 'IN.gstin' }
  ],
  KZ: [{ shape: '\\d{12}' }],
  MD: [{ shape: '1\\d{12}', validator: 'MD.idno' }],
  PL: [{ shape: '(?:PL)?(\\d{10})', validator: 'PL.nip' }],
  RU: [{ shape: '\\d{10}', validator: 'RU.inn' }],
  TH: [{ shape: '\\d{13}', validator: 'TH.moa' }],
  TR: [{ shape: '\\d{10}', validator: 'TR.vkn' }],
  UA: [{ shape: '\\d{8}', validator: 'UA.edrpou' }],
  US: [{ shape: '\\d{9}', validator: 'US.ein', personal: '^\\d{3}[ -]\\d{2}[ -]\\d{4}$' }],
  VE: [{ shape: '[EGJPV]\\d{9}', validator: 'VE.rif' }],
  VN: [{ shape: '\\d{10}(?:\\d{3})?', validator: 'VN.mst' }],
  ZA: [{ shape: '\\d{10}', validator: 'ZA.tin' }]
}
