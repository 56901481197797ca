let settling = 0

/** Until nothing happens any more without a timer, or an answer from outside. Several may wait for it. */
export const settled = async (): Promise<void> => {
  do {
    settling += 1
    await new Promise((resolve) => setImmediate(resolve))
    settling -= 1
  } while (process.getActiveResourcesInfo().filter((one) => one === 'Immediate').length > settling)
}

export interface VirtualTime {
  /** Milliseconds since it began. */
  readonly now: () => number
  /** Lets so many of them pass, and each timer ring when everything has happened that the one before it brought about. */
  readonly pass: (ms: number) => Promise<void>
}

/**
 * For as long as `work` takes, timers run by a clock that is ours: those that rxjs makes, and an engine makes no others. What
 * waits for them takes no time then, and happens in one order on every machine.
 */
export const inVirtualTime = async (work: (time: VirtualTime) => Promise<void>): Promise<void> => {
  const { setInterval: set, clearInterval: clear } = globalThis
  const timers = new Map<object, { at: number; readonly every: number; readonly call: () => void }>()
  let now = 0
  const next = () => [...timers.values()].toSorted((a, b) => a.at - b.at)[0]
  const pass = async (ms: number): Promise<void> => {
    await settled()
    const end = now + ms
    for (let timer = next(); timer !== undefined && timer.at <= end; timer = next()) {
      now = Math.max(now, Math.ceil(timer.at))
      timer.at += timer.every
      timer.call()
      await settled()
    }
    now = end
  }
  globalThis.setInterval = ((call: (...args: unknown[]) => void, ms: number, ...args: unknown[]) => {
    const every = Math.max(1, ms) // What Node makes of less.
    const timer = {}
    timers.set(timer, { at: now + every, every, call: () => call(...args) })
    return timer
  }) as never
  globalThis.clearInterval = ((timer: NodeJS.Timeout) => {
    if (!timers.delete(timer)) clear(timer) // one that was there before
  }) as never
  try {
    await work({ now: () => now, pass })
  } finally {
    globalThis.setInterval = set
    globalThis.clearInterval = clear
  }
}
