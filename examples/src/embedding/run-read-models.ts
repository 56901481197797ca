import { measureProjections } from '@accountable/adapters/telemetry'
import { type Health, healthOf, runProjections } from '@accountable/projections'
import { customerProjections, decodeCustomerFeed } from '@accountable/projections/customer'
import { metrics } from '@opentelemetry/api'
import type { Accounts } from './accounts.js'
import { permissionDesk } from './permission-desk.js'

/** Any number of processes may do this: one of them runs a group of read models, the others stand by. */
export const runReadModels = ({ stores }: Accounts) => {
  const running = runProjections({
    feed: stores.eventFeed,
    store: stores.readModels,
    decode: decodeCustomerFeed,
    projections: [...customerProjections, permissionDesk]
  })
  const endMeasuring = measureProjections(metrics.getMeter('accounts'), running)
  let health: Health = { status: 'notReady', findings: [] }
  running.progress$.subscribe((progress) => {
    if (progress.size > 0) health = healthOf(progress, { maxLagSeconds: 10, frozen: running.frozen() })
  })
  return {
    /** For the readiness probe. */
    ready: () => ({ status: health.status === 'notReady' ? 503 : 200, body: health }),
    stop: async () => {
      endMeasuring()
      await running.stop()
    }
  }
}
