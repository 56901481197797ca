import { join } from 'node:path'
import type { Files } from './files.js'
import { seal } from './frame.js'
import { LogFailed } from './log-failed.js'
import { SEGMENT_HEADER, SEGMENT_SIZE, type Segment, segmentHeader, segmentName } from './segment.js'
import { writeFully, writeFullyNow } from './write-fully.js'

interface Staged {
  readonly frame: Buffer
  readonly position: number
  /** The base of the segment that it goes into. */
  readonly base: number
  readonly onSynced: () => void
  readonly onFailed: (error: LogFailed) => void
}

export interface GroupCommitOptions {
  readonly files: Files
  readonly directory: string
  readonly tail: Segment
  /** Where the log ends. */
  readonly end: number
  /** False only to measure what syncing costs: then an acknowledged append does not survive a power failure. */
  readonly sync: boolean
  readonly onSegment: (segment: Segment) => void
  /** After everything that one sync made safe was called back about. */
  readonly onSynced: () => void
  readonly onFailure: (error: LogFailed) => void
}

/**
 * The only writer of the log. While one write is being synced, everything that arrives waits for the next one, so that a
 * sync serves as many appends as there are. A failure is final: after a failed sync nobody knows what is on the disk.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions
  #tail: Segment
  #stagedBase: number
  #stagedEnd: number
  #synced: number
  #queue: Staged[] = []
  #writing: Promise<void> | undefined
  #failure: LogFailed | undefined

  constructor(options: GroupCommitOptions) {
    this.#options = options
    this.#tail = options.tail
    this.#stagedBase = options.tail.base
    this.#stagedEnd = options.end
    this.#synced = options.end
  }

  /** Where everything that was synced ends. */
  get synced(): number {
    return this.#synced
  }

  get failure(): LogFailed | undefined {
    return this.#failure
  }

  /** The position that the next frame will have; a frame is never split over two segments. */
  place(length: number): number {
    const used = this.#stagedEnd - this.#stagedBase
    if (used > SEGMENT_HEADER && used + length > SEGMENT_SIZE) {
      this.#stagedBase = this.#stagedEnd
      this.#stagedEnd += SEGMENT_HEADER
    }
    return this.#stagedEnd
  }

  /** Queues a frame at the position that `place` gave. Calls back, in order, when it is safe. */
  write(frame: Buffer, position: number, onSynced: () => void, onFailed: (error: LogFailed) => void): void {
    this.#stagedEnd = position + frame.length
    this.#queue.push({ frame, position, base: this.#stagedBase, onSynced, onFailed })
    this.#writing ??= this.#writeAll()
  }

  /** Answers when everything queued is written, or has failed. */
  async drained(): Promise<void> {
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    await new Promise(setImmediate) // whatever else arrives in this turn goes along
    while (this.#queue.length > 0 && !this.#failure) {
      const { base } = this.#queue[0] as Staged
      const rest = this.#queue.findIndex((staged) => staged.base !== base)
      const batch = this.#queue.splice(0, rest === -1 ? this.#queue.length : rest)
      try {
        if (base !== this.#tail.base) await this.#startSegment(base)
        await this.#writeBatch(batch)
        for (const { onSynced } of batch) onSynced()
        this.#options.onSynced()
      } catch (error) {
        this.#fail(new LogFailed(error), batch)
      }
    }
    this.#writing = undefined
  }

  async #writeBatch(batch: readonly Staged[]): Promise<void> {
    for (const { frame, position } of batch) seal(frame, position, this.#synced)
    const { file, base } = this.#tail
    const [first] = batch as [Staged]
    const bytes = batch.length === 1 ? first.frame : Buffer.concat(batch.map(({ frame }) => frame))
    writeFullyNow(file, bytes, first.position - base)
    if (this.#options.sync) await file.sync()
    this.#synced = first.position + bytes.length
  }

  async #startSegment(base: number): Promise<void> {
    const { files, directory, onSegment } = this.#options
    const file = await files.open(join(directory, segmentName(base)), 'new')
    await writeFully(file, segmentHeader(base), 0)
    await file.sync()
    await files.syncDirectory(directory)
    this.#tail = { base, file }
    onSegment(this.#tail)
  }

  #fail(error: LogFailed, batch: readonly Staged[]): void {
    this.#failure = error
    for (const { onFailed } of [...batch, ...this.#queue.splice(0)]) onFailed(error)
    this.#options.onFailure(error)
  }
}
