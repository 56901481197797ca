import { LogDamaged } from './damage.js'
import { EventRecord } from './event-record.js'
import { type Files, systemFiles } from './files.js'
import { buildFrame, type EventGroup, groupsOf, type StoredGroup } from './frame.js'
import { GroupCommit } from './group-commit.js'
import { LogIndex, NONE, TOMBSTONE } from './log-index.js'
import { RecentIds } from './recent-ids.js'
import { RecordReader } from './record-reader.js'
import { recoverLog } from './recover-log.js'
import type { Segment } from './segment.js'

const REMEMBERED_IDS = 100_000

export interface EventLogOptions {
  readonly directory: string
  readonly files?: Files
  /** False only for measurements. */
  readonly sync?: boolean
}

export interface Staged {
  /** The entry of the append's first event, or the mark of an append without events. */
  readonly first: number
  /** Settles when the append is safe and visible. */
  readonly durable: Promise<void>
}

/**
 * The log: one sequence of entries in segment files. What is *staged* has its place and decides about later appends; it
 * becomes *visible* to readers, and is answered, only when it is synced.
 */
export class EventLog {
  readonly index: LogIndex
  readonly recentIds: RecentIds
  /** Settles when a write or sync has failed: from then on nothing is acknowledged. */
  readonly failed: Promise<Error>
  readonly #reader: RecordReader
  readonly #commit: GroupCommit
  readonly #staged = new Map<number, EventRecord>()
  readonly #listeners = new Set<() => void>()
  readonly #segments: readonly Segment[]
  #lastDurable: Promise<void> = Promise.resolve()
  #visible: number
  #created: bigint

  private constructor(
    index: LogIndex,
    recentIds: RecentIds,
    created: bigint,
    segments: Segment[],
    end: number,
    options: EventLogOptions
  ) {
    this.index = index
    this.recentIds = recentIds
    this.#created = created
    this.#segments = segments
    this.#visible = index.count
    this.#reader = new RecordReader(index, segments)
    let fail: (error: Error) => void
    this.failed = new Promise((resolve) => {
      fail = resolve
    })
    this.#commit = new GroupCommit({
      files: options.files ?? systemFiles,
      directory: options.directory,
      tail: segments.at(-1) as Segment,
      end,
      sync: options.sync ?? true,
      onSegment: (segment) => segments.push(segment),
      onFailure: (error) => fail(error)
    })
  }

  static async open(options: EventLogOptions): Promise<{ readonly log: EventLog; readonly cut: number }> {
    const index = new LogIndex()
    const recentIds = new RecentIds(REMEMBERED_IDS)
    let created = 0n
    const { segments, end, cut } = await recoverLog(
      options.files ?? systemFiles,
      options.directory,
      0,
      (frame, position) => {
        const groups = groupsOf(frame)
        for (const { stream, firstRevision } of groups) {
          if (!continues(index, stream, firstRevision)) {
            throw new LogDamaged(
              options.directory,
              position,
              `revision ${firstRevision} of "${stream}" does not follow the one before`
            )
          }
        }
        created = indexFrame(index, recentIds, groups, frame, position).at(-1)?.created ?? created
      }
    )
    return { log: new EventLog(index, recentIds, created, segments, end, options), cut }
  }

  /** Entries below this are safe, and shown to readers. */
  get visible(): number {
    return this.#visible
  }

  /** Where the visible log ends. */
  get end(): number {
    return this.#commit.synced
  }

  /** Gives the events their place. They must continue their streams. */
  append(groups: readonly EventGroup[]): Staged {
    if (this.#commit.failure) throw this.#commit.failure
    const { bytes, groups: stored } = buildFrame(groups, this.#tick())
    const position = this.#commit.place(bytes.length)
    const first = this.index.count
    const records = indexFrame(this.index, this.recentIds, stored, bytes, position)
    records.forEach((record, i) => this.#staged.set(first + i, record))
    const end = this.index.count
    const durable = new Promise<void>((resolve, reject) => {
      const onSynced = () => {
        for (let entry = first; entry < end; entry++) this.#staged.delete(entry)
        this.#visible = end
        resolve()
        for (const listener of this.#listeners) listener()
      }
      this.#commit.write(bytes, position, onSynced, reject)
    })
    this.#lastDurable = durable
    return { first, durable }
  }

  /** Settles when everything staged so far is safe. */
  settled(): Promise<void> {
    return this.#lastDurable
  }

  /** The records of visible entries, given in ascending order. */
  records(entries: readonly number[]): Promise<readonly EventRecord[]> {
    return this.#reader.read(entries, this.end)
  }

  /** The record of one entry, staged ones included. */
  record(entry: number): EventRecord {
    return this.#staged.get(entry) ?? this.#reader.readNow(entry, this.end)
  }

  /** Calls back after every commit, until the answered function is called. */
  onVisible(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    await this.#commit.drained()
    for (const { file } of this.#segments) await file.close()
  }

  /** Never goes back, so that ages can be searched for. */
  #tick(): bigint {
    const now = BigInt(Date.now()) * 10_000n
    this.#created = now > this.#created ? now : this.#created
    return this.#created
  }
}

const continues = (index: LogIndex, name: string, revision: number): boolean => {
  const stream = index.names.numberOf(name)
  const last = stream === undefined ? NONE : index.lastOf(stream, index.count)
  const lastRevision = last === NONE ? -1 : index.revisionOf(last)
  return lastRevision !== TOMBSTONE && (revision === TOMBSTONE || revision === lastRevision + 1)
}

/** Enters a frame's events; an append without any leaves a mark, which has a position and no stream. */
const indexFrame = (
  index: LogIndex,
  recentIds: RecentIds,
  groups: readonly StoredGroup[],
  frame: Buffer,
  position: number
): readonly EventRecord[] => {
  const records: EventRecord[] = []
  for (const { stream: name, firstRevision, offsets } of groups) {
    const stream = index.names.numberOf(name) ?? index.addStream(name)
    offsets.forEach((offset, i) => {
      const entry = index.add(stream, firstRevision + i, position + offset)
      const record = EventRecord.at(frame, offset)
      recentIds.add(record.id, entry)
      records.push(record)
    })
  }
  if (records.length === 0) index.add(NONE, 0, position)
  return records
}
