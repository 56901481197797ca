import { LogDamaged } from './damage.js'
import { scanSegment } from './scan-segment.js'
import { SEGMENT_HEADER, type Segment } from './segment.js'

/**
 * Reads what a start has taken from a snapshot on trust: every frame before a position. Answers the damage that it finds, if
 * any, and stops early when it is cancelled.
 */
export const verifyLog = async (
  segments: readonly Segment[],
  end: number,
  isCancelled: () => boolean
): Promise<LogDamaged | undefined> => {
  for (const [i, segment] of segments.entries()) {
    const to = Math.min(segments[i + 1]?.base ?? end, end) - segment.base
    if (to <= SEGMENT_HEADER) return undefined
    const whole = await scanSegment({ segment, from: SEGMENT_HEADER, to, isCancelled })
    if (isCancelled()) return undefined
    if (whole < to) return new LogDamaged(segment.base + whole, 'what stood there had been synced')
  }
  return undefined
}
