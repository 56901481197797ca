import { parsedText } from './text.js'

const syntax = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i

const parse = (value: string): string | undefined => {
  const [, year, month, day] = syntax.exec(value) ?? []
  if (year === undefined) return undefined
  // JavaScript reads 30 February as 2 March; a date that does not exist is no date.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  const milliseconds = Date.parse(value.toUpperCase())
  if (Number.isNaN(milliseconds) || Number(day) > lastDay) return undefined
  const moment = new Date(milliseconds).toISOString()
  // An offset can carry it out of the years that have four digits; what is stored must decode again.
  return syntax.test(moment) ? moment : undefined
}

/** A moment as ISO 8601 with its offset (RFC 3339); decoded to UTC with milliseconds, finer digits dropped. */
export const Instant = parsedText(40, 'a date-time with its offset, such as 2026-01-05T09:12:44.120Z', parse)
