import { defaultCountryRules } from '@accountable/domain/country'
import { createCustomerDecider, type DeciderOptions } from '@accountable/domain/customer'
import { defaultPolicy } from '@accountable/domain/policy'
import { specificationOf } from '@accountable/domain/testing'

/** Given, when and then for customers under the default policy and the built-in country rules, unless a test says otherwise. */
export const givenWith = (options: Partial<DeciderOptions> = {}) =>
  specificationOf(createCustomerDecider({ policy: defaultPolicy, countryRules: defaultCountryRules, ...options })).given

export const given = givenWith()
