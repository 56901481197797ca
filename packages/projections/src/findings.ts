import type { Findings } from './engine-signal.js'
import { TransientFailure } from './failure.js'
import type { FoldedPages } from './fold-pages.js'
import type { StreamProgress } from './stream-progress.js'

/** The streams of some pages that somebody must look at. */
export const findingsOf = ({ progress }: Pick<FoldedPages, 'progress'>): Findings => {
  const findings = new Map<string, StreamProgress>()
  for (const [streamName, one] of progress) if (one.parked ?? one.tampered) findings.set(streamName, one)
  return findings
}

/** A gap may be the feed's mistake: it is read again before it is believed. @throws TransientFailure the first time. */
export const suspect = (findings: Findings, suspicions: Set<string>): void => {
  for (const [streamName, { parked }] of findings) {
    if (parked?.reason.code !== 'Gap' && parked?.reason.code !== 'Repeated') continue
    const suspicion = `${parked.reason.code} ${streamName} ${parked.revision}`
    if (suspicions.has(suspicion)) continue
    suspicions.add(suspicion)
    throw new TransientFailure(`${streamName}: ${parked.reason.message}; reading again`)
  }
}

/** Whether the same streams wait at the same events. */
export const isParkedAlike = (a: Findings, b: Findings): boolean => {
  const waitsIn = (one: Findings, other: Findings): boolean =>
    [...one].every(
      ([name, { parked }]) => parked === undefined || other.get(name)?.parked?.revision === parked.revision
    )
  return waitsIn(a, b) && waitsIn(b, a)
}
