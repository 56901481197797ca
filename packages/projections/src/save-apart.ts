import type { StoredEvent } from '@accountable/domain/kernel'
import type { Checkpoint } from './checkpoint.js'
import { answerOf, RowsRefused, upgradeRequired } from './failure.js'
import { findingsOf, suspect } from './findings.js'
import type { GroupEngine } from './group-session.js'
import { parkedAt } from './parked-at.js'
import { following, preparePages } from './prepare-pages.js'
import type { AnyRecordedEvent } from './projection.js'
import type { Save } from './read-model-store.js'
import { rowMemory } from './row-memory.js'
import { subjectStream } from './tampering.js'

/**
 * The rows of a page were refused: each of its events is saved alone, and the stream of one whose rows are refused is parked.
 * `checkpoint` answers the stored one, which each save moves. @throws TransientFailure, FatalFailure
 */
export const saveApart = async <Recorded extends AnyRecordedEvent>(
  engine: GroupEngine<Recorded>,
  events: ReadonlyArray<StoredEvent>,
  save: (work: Pick<Save, 'progress' | 'tables'>, next: Checkpoint, events: number) => Promise<void>,
  checkpoint: () => Checkpoint | undefined
): Promise<void> => {
  const { group, store, suspicions, tell } = engine
  for (const stored of events) {
    const { position, streamName } = stored
    const preparation = preparePages(engine, rowMemory(0), checkpoint())
    await preparation.add([stored], position)
    const alone = preparation.finish()
    if (alone === undefined) continue
    if (alone.folded.newer !== undefined) throw upgradeRequired(group, alone.folded.newer)
    let findings = findingsOf(alone.folded)
    suspect(findings, suspicions)
    try {
      if (alone.checkpoint !== undefined) await save(alone.folded, alone.checkpoint, 1)
    } catch (thrown) {
      if (!(thrown instanceof RowsRefused)) throw thrown
      const loaded = await answerOf(store.loadPage(group, { streams: [subjectStream(streamName)], rows: [] }))
      const { progress, landmark } = parkedAt(stored, loaded.progress, thrown.message)
      await save({ progress, tables: [] }, following(checkpoint(), position, landmark), 1)
      findings = new Map(progress)
    }
    if (findings.size > 0) tell({ type: 'found', findings })
  }
}
