import { merge } from 'rxjs'
import type { StopReason } from './failure.js'
import type { RunningGroup } from './run-group.js'
import type { Share } from './share.js'

/** The engines of a group's partitions as one. */
export const runTogether = (group: string, engines: ReadonlyArray<RunningGroup>, share?: Share): RunningGroup => {
  const ended = async (engine: RunningGroup): Promise<StopReason> => {
    const reason = await engine.stopped
    if (reason.type !== 'StopAsked') share?.withdraw()
    return reason
  }
  const stopped = Promise.all(engines.map(ended)).then(async (reasons): Promise<StopReason> => {
    await share?.stop()
    return reasons.find(({ type }) => type !== 'StopAsked') ?? { type: 'StopAsked' }
  })
  return {
    group,
    signals$: merge(...engines.map(({ signals$ }) => signals$)),
    pause: async () => void (await Promise.all(engines.map((engine) => engine.pause()))),
    resume: () => {
      for (const engine of engines) engine.resume()
    },
    stop: () => {
      for (const engine of engines) void engine.stop()
      return stopped
    },
    stopped
  }
}
