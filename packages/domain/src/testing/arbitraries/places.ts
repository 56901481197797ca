/** What a customer of one country needs: every value passes the rules of its country. */
export interface Place {
  readonly country: string
  readonly state: string | null
  readonly city: string | null
  readonly postalCode: string | null
  readonly phoneNumber: string | null
  readonly culture: string
  readonly registrationNumber: string | null
}

const place = (
  country: string,
  culture: string,
  [state, city, postalCode]: readonly [string | null, string | null, string | null],
  phoneNumber: string | null = null,
  registrationNumber: string | null = null
): Place => ({ country, culture, state, city, postalCode, phoneNumber, registrationNumber })

/**
 * Countries that differ in what they require: states checked or free, no city, no postal code, phone and registration number
 * mandatory. The numbers are the samples that validators publish.
 */
export const places: ReadonlyArray<Place> = [
  place('US', 'en-US', ['WA', 'Redmond', '98052'], '4255550101', '91-1144442'),
  place('us', 'es-US', ['dc', 'Washington', '20500-0003'], '(202) 555-0142'),
  place('CA', 'fr-CA', ['QC', 'Montréal', 'h3z2y7'], '5145550123'),
  place('CN', 'zh-CN', ['BJ', '北京', '100096'], null, '91110000600037341L'),
  place('MX', 'es-MX', ['CMX', 'Ciudad de México', '02860']),
  place('BR', 'pt-BR', ['São Paulo', 'São Paulo', '40301110'], '(11) 2345-6789', '16.727.230/0001-97'),
  place('PL', 'pl-PL', [null, 'Warszawa', '00950'], '+48 22 555 12 34', '8567346215'),
  place('IN', 'en-IN', ['Delhi', 'New Delhi', '110 034'], '011 2345 6789', 'AAPFU0939F'),
  place('ZA', 'en-ZA', [null, 'Johannesburg', '2191'], '115551234', '0001339050'),
  place('TR', 'en-US', [null, 'Ankara', '01960'], '312 555 12 34', '4540536920'),
  place('DE', 'de-DE', [null, 'Köln', '26133'], '030 123456'),
  place('GB', 'en-GB', [null, 'London', 'ec1y8sy']),
  place('NL', 'nl-NL', ['Gelderland', 'Ede', '1234ab']),
  place('IE', 'en-IE', ['Dublin', 'Dublin', 'D18 P521'], '15551234'),
  place('JP', 'ja-JP', ['東京都', null, '154 0023']),
  place('SG', 'en-SG', [null, null, '546080']),
  place('HK', 'zh-HK', ['Kowloon', null, null]),
  place('PT', 'pt-PT', [null, 'Lisboa', '1250-096'])
]
