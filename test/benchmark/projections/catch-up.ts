import type { AnyRecordedEvent, EventFeed, Projection, ReadModelStore } from '@accountable/projections'
import { type Decode, type EngineSettings, runProjections } from '@accountable/projections'
import { filter, firstValueFrom } from 'rxjs'

/** Seconds that an engine takes from the store's checkpoint to the end of the log. */
export const secondsToCatchUp = async <Recorded extends AnyRecordedEvent>(parts: {
  readonly feed: EventFeed
  readonly store: ReadModelStore
  readonly decode: Decode<Recorded>
  readonly projections: ReadonlyArray<Projection<Recorded>>
  readonly settings?: Partial<EngineSettings>
}): Promise<number> => {
  const begun = performance.now()
  const engine = runProjections(parts)
  await firstValueFrom(engine.signals$.pipe(filter(({ signal }) => signal.type === 'reachedEnd')))
  const seconds = (performance.now() - begun) / 1000
  await engine.stop()
  return seconds
}
