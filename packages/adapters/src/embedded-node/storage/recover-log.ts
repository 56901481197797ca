import { dirname, join, resolve } from 'node:path'
import { LogDamaged } from './damage.js'
import type { Files } from './files.js'
import { judgeTail } from './judge-tail.js'
import { readRange, scanSegment } from './scan-segment.js'
import { headerFault, SEGMENT_HEADER, type Segment, segmentBases, segmentHeader, segmentName } from './segment.js'
import { writeFully } from './write-fully.js'

export interface RecoveredLog {
  readonly segments: Segment[]
  /** Where the log ends. */
  readonly end: number
  /** Bytes of an append that was interrupted before it was acknowledged. */
  readonly cut: number
}

/** Opens the segments, hands over every frame from a position on, and cuts an interrupted append off the end. */
export const recoverLog = async (
  files: Files,
  directory: string,
  known: number,
  onFrame: (frame: Buffer, position: number) => void
): Promise<RecoveredLog> => {
  const segments: Segment[] = []
  try {
    return await recover(files, directory, known, onFrame, segments)
  } catch (error) {
    for (const { file } of segments) await file.close()
    throw error
  }
}

const recover = async (
  files: Files,
  directory: string,
  known: number,
  onFrame: (frame: Buffer, position: number) => void,
  segments: Segment[]
): Promise<RecoveredLog> => {
  const bases = segmentBases(await files.list(directory))
  let end = 0
  let cut = 0
  for (const base of bases) {
    const last = base === bases.at(-1)
    if (base !== end) throw new LogDamaged(end, `the log ends there, but a segment begins at ${base}`)
    const segment = { base, file: await files.open(join(directory, segmentName(base)), 'existing') }
    segments.push(segment)
    const size = await segment.file.size()
    const fault = headerFault(await readRange(segment.file, 0, Math.min(size, SEGMENT_HEADER)), base)
    if (fault !== undefined) {
      // A segment is begun only when all before it is synced, and written to only after its header is.
      if (!last || size > SEGMENT_HEADER) throw new LogDamaged(base, `${segmentName(base)} is unusable: ${fault}`)
      await writeFully(segment.file, segmentHeader(base), 0)
      await segment.file.sync()
    }
    const from = Math.max(SEGMENT_HEADER, known - base)
    const whole =
      from >= size ? Math.max(size, SEGMENT_HEADER) : await scanSegment({ segment, from, to: size, onFrame })
    end = base + whole
    if (whole >= size) continue
    const tailFault = last ? await judgeTail(segment, whole) : 'a later segment had been begun'
    if (tailFault !== undefined) throw new LogDamaged(end, tailFault)
    cut = size - whole
    await segment.file.truncate(whole)
    await segment.file.sync()
  }
  if (end < known) throw new LogDamaged(end, `the log ends there, but had been synced up to ${known}`)
  if (segments.length === 0) segments.push(await firstSegment(files, directory))
  return { segments, end: Math.max(end, SEGMENT_HEADER), cut }
}

const firstSegment = async (files: Files, directory: string): Promise<Segment> => {
  const file = await files.open(join(directory, segmentName(0)), 'new')
  await writeFully(file, segmentHeader(0), 0)
  await file.sync()
  await files.syncDirectory(directory)
  await syncAncestors(files, directory)
  return { base: 0, file }
}

/** The directories above may be as new as the log, and a power failure would take it along with them. */
const syncAncestors = async (files: Files, directory: string): Promise<void> => {
  for (let path = resolve(directory); path !== dirname(path); path = dirname(path)) {
    await files.syncDirectory(dirname(path)).catch(() => undefined) // what may not be opened was not made by this process
  }
}
