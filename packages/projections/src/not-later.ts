import { comparePositions } from '@accountable/domain/kernel'
import type { Stamp } from './row-version.js'
import type { AsOf } from './selection.js'

/** Whether an event had happened by a moment, on the moment's clock. */
export const notLater = (stamp: Stamp, asOf: AsOf): boolean => {
  if ('position' in asOf) return comparePositions(stamp.position, asOf.position) <= 0
  return 'effectiveAt' in asOf ? stamp.effectiveAt <= asOf.effectiveAt : stamp.recordedAt <= asOf.recordedAt
}
