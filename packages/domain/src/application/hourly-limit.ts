import type { NewAttempt } from './attempt-memory.js'

/** Refusals a customer and hour that are written one by one; the rest of the hour becomes one summary with a count. */
export const refusalsPerHour = 100

const hour = 3_600_000

/** Customers whose hours are counted at the same time; beyond that the oldest hours end early, so that memory stays bounded. */
const mostWindows = 10_000

interface Window {
  readonly since: number
  written: number
  suppressed: number
  /** Of those that were suppressed. */
  latest: NewAttempt | undefined
}

/** Keeps a flood of refusals from becoming a flood of entries. */
export interface HourlyLimit {
  /** Counts the attempt; false where it is one too many, and then it is in the summary to come. */
  readonly admits: (attempt: NewAttempt) => boolean
  /** The summaries of hours that are over, or that have to be. */
  readonly expired: () => ReadonlyArray<NewAttempt>
  /** The summaries of all hours, over or not. */
  readonly remaining: () => ReadonlyArray<NewAttempt>
}

const iso = (time: number): string => new Date(time).toISOString()

const summaryOf = (
  customerId: string,
  { since, suppressed, latest }: Window,
  until: number
): ReadonlyArray<NewAttempt> =>
  latest === undefined
    ? []
    : [
        {
          event: {
            type: 'RefusalsSummarised',
            data: { customerId, count: suppressed, since: iso(since), until: iso(until) }
          },
          // Of the last command that it stands for; the actor's own values stay with the single entries.
          metadata: { ...latest.metadata, actor: null, reason: null, payloadHash: null }
        }
      ]

export const createHourlyLimit = (clock: () => number): HourlyLimit => {
  /** In the order in which their hours began. */
  const windows = new Map<string, Window>()

  const take = (isDue: (window: Window) => boolean): ReadonlyArray<NewAttempt> => {
    const now = clock()
    const summaries: NewAttempt[] = []
    for (const [customerId, window] of windows) {
      if (!isDue(window)) break
      windows.delete(customerId)
      summaries.push(...summaryOf(customerId, window, Math.min(now, window.since + hour)))
    }
    return summaries
  }

  return {
    admits: (attempt) => {
      const { customerId } = attempt.event.data
      const window = windows.get(customerId) ?? { since: clock(), written: 0, suppressed: 0, latest: undefined }
      windows.set(customerId, window)
      if (window.written < refusalsPerHour) {
        window.written += 1
        return true
      }
      window.suppressed += 1
      window.latest = attempt
      return false
    },
    expired: () => take(({ since }) => windows.size > mostWindows || clock() - since >= hour),
    remaining: () => take(() => true)
  }
}
