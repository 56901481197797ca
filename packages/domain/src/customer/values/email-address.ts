import { parsedText } from '../../kernel/text.js'

const local = /^[^\s@"(),:;<>[\]\\.]+(\.[^\s@"(),:;<>[\]\\.]+)*$/u
const domain =
  /^[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?)+$/u

const isEmailAddress = (value: string): boolean => {
  const at = value.lastIndexOf('@')
  return at > 0 && at <= 64 && local.test(value.slice(0, at)) && domain.test(value.slice(at + 1))
}

/** The syntax of an e-mail address, international ones included; whose domain is allowed is a rule, not syntax. */
export const EmailAddress = parsedText(254, 'an e-mail address', (value) => (isEmailAddress(value) ? value : undefined))

/** The part after the last `@`, lower case. */
export const emailDomain = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase()
