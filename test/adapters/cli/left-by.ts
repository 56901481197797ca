import { openStores } from '@accountable/adapters/stores'
import { type Projection, runProjections } from '@accountable/projections'
import { type CustomerFeedEvent, decodeCustomerFeed } from '@accountable/projections/customer'
import { filter, firstValueFrom } from 'rxjs'
import { seedStore } from '../../projections/history/seed-store.js'

/** A directory as other code left it: the shared customers, and read models that these projections made. */
export const leftBy = async (
  directory: string,
  projections: ReadonlyArray<Projection<CustomerFeedEvent>>
): Promise<string> => {
  const { eventStore, eventFeed, readModels, close } = await openStores({ directory, environment: {} })
  await seedStore(eventStore)
  const engine = runProjections({ feed: eventFeed, store: readModels, decode: decodeCustomerFeed, projections })
  await firstValueFrom(
    engine.progress$.pipe(
      filter((groups) => groups.size > 0 && [...groups.values()].every(({ activity }) => activity === 'idle'))
    )
  )
  await engine.stop()
  await close()
  return directory
}
