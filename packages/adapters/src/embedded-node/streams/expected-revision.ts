import type { StreamState } from './stream-state.js'

/** What an append, a deletion or a tombstone expects of its stream. */
export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | bigint

/** What becomes of an append. */
export type Verdict =
  | { readonly kind: 'append' }
  /** These very events are there already: success, and nothing is stored. `revision` is the last one's. */
  | { readonly kind: 'repeated'; readonly revision: number }
  | { readonly kind: 'wrong-expected-revision' }
  | { readonly kind: 'deleted' }

/** Where the ids of an append are met again. */
export interface KnownIds {
  /** The revision of an id in this stream, if it was borne here first and is still remembered. */
  revisionOf(id: Uint8Array): number | undefined
  /** Whether the event of that revision bears this id. */
  isAt(id: Uint8Array, revision: number): boolean
}

const APPEND: Verdict = { kind: 'append' }
const WRONG: Verdict = { kind: 'wrong-expected-revision' }
const DELETED: Verdict = { kind: 'deleted' }

/** The server's table: every expectation, met by every state of a stream. Source: the recorded answers, files 01 and 02. */
export const judgeAppend = (
  stream: StreamState,
  expected: ExpectedRevision,
  ids: readonly Uint8Array[],
  known: KnownIds
): Verdict => {
  if (stream.tombstoned) return DELETED
  if (expected === 'stream_exists') {
    if (stream.softDeleted) return DELETED
    if (stream.lastRevision < 0 && !stream.hasMetadata) return WRONG
  }
  if (expected === 'any' || expected === 'stream_exists') return judgeByIds(ids, known)
  return judgeByRevision(stream, expected, ids, known)
}

/** Without a revision to go by, the first id alone says whether these events are meant to be there already. */
const judgeByIds = (ids: readonly Uint8Array[], known: KnownIds): Verdict => {
  const revisions = ids.map((id) => known.revisionOf(id))
  if (revisions[0] === undefined) return APPEND
  const revision = revisions.at(-1)
  return revision === undefined || revisions.includes(undefined) ? WRONG : { kind: 'repeated', revision }
}

const judgeByRevision = (
  stream: StreamState,
  expected: 'no_stream' | bigint,
  ids: readonly Uint8Array[],
  known: KnownIds
): Verdict => {
  if (expected !== 'no_stream' && expected > BigInt(stream.lastRevision)) return WRONG
  const revision = expected === 'no_stream' ? -1 : Number(expected)
  if (revision === stream.lastRevision) return APPEND
  const [firstId] = ids
  if (firstId === undefined) return WRONG
  const isThere = (id: Uint8Array, i: number): boolean =>
    revision + 1 + i <= stream.lastRevision && known.isAt(id, revision + 1 + i)
  if (ids.every(isThere)) return { kind: 'repeated', revision: revision + ids.length }
  return expected === 'no_stream' && stream.softDeleted && !isThere(firstId, 0) ? APPEND : WRONG
}
