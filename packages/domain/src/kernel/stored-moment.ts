/** The day that was asked about last, and its first millisecond: a log is in the order of time, or nearly so. */
let lastDay = '1970-01-01'
let midnight = 0

const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text)

/** The number that stands at two places; NaN where there are no two digits. */
const pairAt = (text: string, index: number): number => {
  const tens = text.charCodeAt(index) - 48
  const ones = text.charCodeAt(index + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/** Of `2026-01-05T09:12:44.120Z` the milliseconds behind midnight; NaN for any other form. */
const timeOfDay = (text: string): number => {
  const hasMarks =
    text.length === 24 &&
    text[10] === 'T' &&
    text[13] === ':' &&
    text[16] === ':' &&
    text[19] === '.' &&
    text[23] === 'Z'
  if (!hasMarks) return Number.NaN
  const hour = pairAt(text, 11)
  const minute = pairAt(text, 14)
  const second = pairAt(text, 17)
  const thousandths = pairAt(text, 20) * 10 + (pairAt(text, 21) % 10)
  return hour < 24 && minute < 60 && second < 60
    ? (hour * 60 + minute) * 60_000 + second * 1000 + thousandths
    : Number.NaN
}

/**
 * What `Date.parse` answers, in milliseconds since 1970 or NaN. Moments are stored as `toISOString` writes them, and those are read
 * here, a day looked up once for all of its events: each event of a log has one, and to parse it costs more than to decode an address.
 */
export const storedMoment = (text: string): number => {
  const time = timeOfDay(text)
  if (Number.isNaN(time)) return Date.parse(text)
  if (!text.startsWith(lastDay)) {
    const day = text.slice(0, 10)
    if (!isDay(day)) return Date.parse(text)
    lastDay = day
    midnight = Date.parse(`${day}T00:00:00.000Z`) // a date alone can be something else to V8: 0001-01-32 is one of 2032, in local time
  }
  return midnight + time
}
