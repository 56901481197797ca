import { topLevelDomains } from './top-level-domains.js'

/**
 * Legal forms that are no name on their own, in lower case without spaces and punctuation (but with `&`: K&G is a name, KG
 * a form). The first two lines are Partner Center's. The others are as common in their countries and nobody's whole name;
 * forms that are somebody's (SAS, SpA) or ordinary words are left out, since a false refusal is worse than a bare form.
 */
const legalForms: ReadonlySet<string> = new Set(
  `llc inc incorporated corp corporation ltd limited pty ptyltd pteltd pvt pvtltd privatelimited plc llp gmbh sarl kft zrt
ooo wll lda sdnbhd cpa
bhd coltd companylimited lllp pllc pte ptylimited ptelimited pvtlimited proprietarylimited limitedliabilitycompany
limitedliabilitypartnership publiclimitedcompany
ag gbr gesmbh gmbh&cokg kg kgaa mbh ohg ug
eurl sasu snc sprl bvba srl srls bv nv vof
sa sadecv sl slu srldecv ltda eireli
ab aps as ehf oy oyj
nyrt doo eood ood sro spzoo uab aş
ооо оао зао пао тов
株式会社 有限会社 合同会社 有限公司 股份有限公司 有限责任公司 주식회사 유한회사`.split(/\s+/)
)

const characterAlone = /^\P{M}\p{M}*$/u

/**
 * Whether Partner Center refuses this company name: fewer than two characters, no letter or digit (of any script), a legal
 * form alone, single characters separated by spaces, or one character three times or more.
 */
export const companyNameForbidden = (name: string): boolean => {
  const visible = name
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .trim()
    .toLowerCase()
  const characters = Array.from(visible)
  if (characters.length < 2 || !/[\p{L}\p{N}]/u.test(visible)) return true
  if (characters.length >= 3 && new Set(characters).size === 1) return true
  if (legalForms.has(visible.replace(/[^\p{L}\p{N}&]/gu, ''))) return true
  return visible.split(/\s+/).every((word) => characterAlone.test(word))
}

/** Whether a word of the name ends in a top-level domain (`contoso.com`): a warning, not a refusal. */
export const companyNameContainsTopLevelDomain = (name: string): boolean =>
  [...name.matchAll(/\.([a-z]{2,6})(?![\p{L}\p{M}\p{N}_])/giu)].some(([, domain = '']) =>
    topLevelDomains.has(domain.toLowerCase())
  )
