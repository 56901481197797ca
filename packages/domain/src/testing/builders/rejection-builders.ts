import type { ConfirmationRequired, RuleCode, RuleViolated } from '../../customer/rejections.js'
import { companyNameWarnings, violation } from '../../customer/rules.js'

/** The refusal for these broken rules, each at its dotted path, in the order in which they are reported. */
export const ruleViolated = (broken: ReadonlyArray<readonly [path: string, code: RuleCode]>): RuleViolated => ({
  type: 'RuleViolated',
  problems: broken.map(([path, code]) => violation(path, code))
})

/** The refusal for a company name, at this path, that somebody must look at first. */
export const confirmationRequired = (path: string): ConfirmationRequired => ({
  type: 'ConfirmationRequired',
  warnings: companyNameWarnings(path, 'contoso.com')
})
