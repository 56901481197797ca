import type { NewAttempt } from './attempt-memory.js'

/** Refusals a customer and hour that are written one by one; the rest of the hour becomes one summary with a count. */
export const refusalsPerHour = 100

const hour = 3_600_000

interface Window {
  readonly since: number
  written: number
  suppressed: number
  latest: NewAttempt
}

/** Keeps a flood of refusals from becoming a flood of entries. */
export interface HourlyLimit {
  /** Counts the attempt; false where it is one too many, and then it is in the summary to come. */
  readonly admits: (attempt: NewAttempt) => boolean
  /** The summaries of hours that are over. */
  readonly expired: () => ReadonlyArray<NewAttempt>
  /** The summaries of all hours, over or not. */
  readonly remaining: () => ReadonlyArray<NewAttempt>
}

const iso = (time: number): string => new Date(time).toISOString()

const summaryOf = (customerId: string, { since, suppressed, latest }: Window, until: number): NewAttempt => ({
  event: {
    type: 'RefusalsSummarised',
    data: { customerId, count: suppressed, since: iso(since), until: iso(until) }
  },
  // Of the last command that it stands for; the actor's own values stay with the single entries.
  metadata: { ...latest.metadata, actor: null, reason: null, payloadHash: null }
})

export const createHourlyLimit = (clock: () => number): HourlyLimit => {
  const windows = new Map<string, Window>()

  const take = (isDue: (window: Window) => boolean): ReadonlyArray<NewAttempt> => {
    const now = clock()
    const due = [...windows].filter(([, window]) => isDue(window))
    for (const [customerId] of due) windows.delete(customerId)
    return due
      .filter(([, { suppressed }]) => suppressed > 0)
      .map(([customerId, window]) => summaryOf(customerId, window, Math.min(now, window.since + hour)))
  }

  return {
    admits: (attempt) => {
      const { customerId } = attempt.event.data
      const window = windows.get(customerId) ?? { since: clock(), written: 0, suppressed: 0, latest: attempt }
      windows.set(customerId, window)
      if (window.written < refusalsPerHour) {
        window.written += 1
        return true
      }
      window.suppressed += 1
      window.latest = attempt
      return false
    },
    expired: () => take(({ since }) => clock() - since >= hour),
    remaining: () => take(() => true)
  }
}
