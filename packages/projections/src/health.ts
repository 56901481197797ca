import { formatPosition } from '@accountable/domain/kernel'
import type { FrozenVersion } from './frozen-versions.js'
import type { Progress } from './progress.js'

/** One thing that somebody should know. Codes are for programs, texts for people; neither quotes an event. */
export interface HealthFinding {
  readonly code:
    | 'Starting'
    | 'Stalled'
    | 'Lagging'
    | 'Failing'
    | 'NotShown'
    | 'Stopped'
    | 'Parked'
    | 'Tampered'
    | 'Frozen'
  readonly message: string
}

/**
 * `ready`: answers are as fresh as was asked for. `degraded`: they are, but somebody must look at something.
 * `notReady`: some answers are older than was asked for, or will be.
 */
export interface Health {
  readonly status: 'ready' | 'degraded' | 'notReady'
  readonly findings: ReadonlyArray<HealthFinding>
}

const blocking: ReadonlySet<HealthFinding['code']> = new Set(['Starting', 'Stalled', 'Lagging', 'Stopped', 'Frozen'])

const findingsOf = (one: Progress, maxLagSeconds: number): ReadonlyArray<HealthFinding> => {
  const { group, activity, lagSeconds, failure, notShown, stop, findings } = one
  const found: HealthFinding[] = []
  const at = one.position === undefined ? 'the beginning' : formatPosition(one.position)
  if (stop !== undefined && stop.type !== 'StopAsked')
    found.push({ code: 'Stopped', message: `${group} stopped at ${at}: ${stop.type}` })
  if (activity === 'starting') found.push({ code: 'Starting', message: `${group} is not known yet` })
  if (activity === 'stalled') found.push({ code: 'Stalled', message: `${group} is behind and saves nothing, at ${at}` })
  if (lagSeconds > maxLagSeconds)
    found.push({ code: 'Lagging', message: `${group} is ${Math.round(lagSeconds)} s behind` })
  if (failure !== undefined)
    found.push({ code: 'Failing', message: `${group} failed ${failure.failures} times: ${failure.message}` })
  if (notShown !== undefined) {
    const { projection, version, message } = notShown
    found.push({
      code: 'NotShown',
      message: `version ${version} of ${projection} has caught up and cannot be shown: ${message}`
    })
  }
  const count = (what: 'parked' | 'tampered'): number => [...findings.values()].filter((stream) => stream[what]).length
  if (count('parked') > 0) found.push({ code: 'Parked', message: `${group} has ${count('parked')} parked streams` })
  if (count('tampered') > 0)
    found.push({ code: 'Tampered', message: `${group} found ${count('tampered')} streams tampered with` })
  return found
}

/** For a readiness probe. `progress` is the last account of each group; `frozen` the versions that no process feeds. */
export const healthOf = (
  progress: ReadonlyMap<string, Progress>,
  { maxLagSeconds, frozen = [] }: { readonly maxLagSeconds: number; readonly frozen?: ReadonlyArray<FrozenVersion> }
): Health => {
  const of = new Map(
    [...progress.values()].flatMap((one) => findingsOf(one, maxLagSeconds)).map((one) => [one.message, one])
  )
  const findings = [
    ...of.values(), // one of the same, where several partitions say it
    ...frozen.map(({ name, version, position }): HealthFinding => {
      const where = position === undefined ? 'the beginning' : formatPosition(position)
      return {
        code: 'Frozen',
        message: `version ${version} of ${name} is shown and frozen at ${where}: no process feeds it`
      }
    }),
    ...(progress.size === 0 ? [{ code: 'Starting', message: 'no group has begun' } as const] : [])
  ]
  const worst = findings.some(({ code }) => blocking.has(code)) ? 'notReady' : 'degraded'
  return { status: findings.length === 0 ? 'ready' : worst, findings }
}
