import type { EventRecord } from './event-record.js'
import { type Files, systemFiles } from './files.js'
import { buildFrame, type EventGroup } from './frame.js'
import { FreeSpace } from './free-space.js'
import { GroupCommit } from './group-commit.js'
import { readSnapshot } from './index-snapshot.js'
import { LogContents } from './log-contents.js'
import { LogFailed } from './log-failed.js'
import type { LogIndex } from './log-index.js'
import type { RecentIds } from './recent-ids.js'
import { RecordReader } from './record-reader.js'
import { type RecoveredLog, recoverLog } from './recover-log.js'
import type { Segment } from './segment.js'
import { SnapshotKeeper } from './snapshot-keeper.js'
import { verifyLog } from './verify-log.js'

export interface EventLogOptions {
  readonly directory: string
  readonly files?: Files
  /** False only for measurements: acknowledged events then do not survive a power failure. */
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
  /**
   * Settles when the log cannot go on: a write or a sync has failed, so that nothing is acknowledged any more, or a part that
   * the start had taken on trust has turned out to be damaged.
   */
  readonly failed: Promise<Error>
  /** Bytes of an unfinished append that were cut off the end when the log was opened. */
  readonly cut: number
  readonly #contents: LogContents
  readonly #segments: readonly Segment[]
  readonly #reader: RecordReader
  readonly #commit: GroupCommit
  readonly #space: FreeSpace
  readonly #snapshots: SnapshotKeeper
  readonly #staged = new Map<number, EventRecord>()
  readonly #listeners = new Set<() => void>()
  readonly #fail: (error: Error) => void
  #lastDurable: Promise<void> = Promise.resolve()
  #verifying: Promise<void> = Promise.resolve()
  #closing = false
  #visible: number

  private constructor(
    { directory, files = systemFiles, sync = true }: EventLogOptions,
    contents: LogContents,
    { segments, end, cut }: RecoveredLog,
    snapshotEnd: number
  ) {
    this.cut = cut
    this.#contents = contents
    this.#segments = segments
    this.#visible = contents.index.count
    this.#snapshots = new SnapshotKeeper(files, directory, contents, snapshotEnd)
    this.#reader = new RecordReader(contents.index, segments)
    this.#space = new FreeSpace(files, directory)
    let fail!: (error: Error) => void
    this.failed = new Promise((resolve) => {
      fail = resolve
    })
    this.#fail = fail
    const tail = segments.at(-1) as Segment
    this.#commit = new GroupCommit({
      files,
      directory,
      tail,
      end,
      sync,
      onSegment: (segment) => segments.push(segment),
      onSynced: () => this.#afterSync(),
      onFailure: fail
    })
  }

  static async open(options: EventLogOptions): Promise<EventLog> {
    const files = options.files ?? systemFiles
    const snapshot = await readSnapshot(files, options.directory)
    const contents = snapshot?.contents ?? new LogContents()
    const known = snapshot?.end ?? 0
    const recovered = await recoverLog(files, options.directory, known, (frame, at) => contents.read(frame, at))
    const log = new EventLog(options, contents, recovered, known)
    await log.#space.measure()
    log.#snapshots.grown(log.visible, log.end)
    log.#verifying = log.#verify([...recovered.segments], known)
    return log
  }

  get index(): LogIndex {
    return this.#contents.index
  }

  get recentIds(): RecentIds {
    return this.#contents.recentIds
  }

  /** Entries below this are safe, and shown to readers. */
  get visible(): number {
    return this.#visible
  }

  /** Where the visible log ends. */
  get end(): number {
    return this.#commit.synced
  }

  /** Gives events their place. They must continue their streams. Throws DiskFull before anything is staged. */
  append(groups: readonly EventGroup[]): Staged {
    if (this.#commit.failure) throw this.#commit.failure
    const { bytes, groups: stored } = buildFrame(groups, this.#tick())
    this.#space.take(bytes.length)
    const position = this.#commit.place(bytes.length)
    const first = this.index.count
    this.#contents.enter(stored, bytes, position, (entry, record) => void this.#staged.set(entry, record))
    const end = this.index.count
    const durable = new Promise<void>((resolve, reject) => {
      const onSynced = (): void => {
        for (let entry = first; entry < end; entry++) this.#staged.delete(entry)
        this.#visible = end
        resolve()
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

  /** Roughly how many bytes an entry takes: up to the next one. */
  sizeOf(entry: number): number {
    return this.#reader.sizeOf(entry, this.end)
  }

  /** Calls back after every commit, until the answered function is called. */
  onVisible(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Waits for what is staged. Does not fail where the log has failed: `failed` tells. */
  async close(): Promise<void> {
    this.#closing = true
    await this.#commit.drained()
    await this.#verifying
    if (!this.#commit.failure) await this.#snapshots.closed(this.#visible, this.end)
    for (const { file } of this.#segments) await file.close()
  }

  /** A start reads only what no snapshot covers; the rest is looked at while the log is in use already. */
  async #verify(segments: readonly Segment[], end: number): Promise<void> {
    try {
      const damage = await verifyLog(segments, end, () => this.#closing)
      if (!damage) return
      await this.#snapshots.remove() // so that the next start refuses at once
      this.#fail(damage)
    } catch (error) {
      this.#fail(new LogFailed(error))
    }
  }

  #afterSync(): void {
    for (const listener of this.#listeners) listener()
    this.#snapshots.grown(this.#visible, this.end)
  }

  /** Never goes back, so that ages can be searched for. */
  #tick(): bigint {
    const now = BigInt(Date.now()) * 10_000n
    if (now > this.#contents.lastCreated) this.#contents.lastCreated = now
    return this.#contents.lastCreated
  }
}
