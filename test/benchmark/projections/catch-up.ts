import type { AnyRecordedEvent, EventFeed, Projection, ReadModelStore } from '@accountable/projections'
import { type Decode, type EngineSettings, runProjections } from '@accountable/projections'
import { filter, firstValueFrom } from 'rxjs'

/**
 * What the embedding page advises for a process that catches up: pages live for a moment, but longer than V8's young generation
 * of 16 MiB lets them, and are then copied.
 */
export const catchUpNodeOptions = ['--max-semi-space-size=128']

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
