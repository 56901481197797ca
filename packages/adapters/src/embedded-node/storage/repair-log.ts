import { join } from 'node:path'
import { LogDamaged } from './damage.js'
import type { Files } from './files.js'
import { removeSnapshot } from './index-snapshot.js'
import { LogContents } from './log-contents.js'
import { recoverLog } from './recover-log.js'
import { readRange } from './scan-segment.js'
import { segmentBases, segmentName } from './segment.js'
import { writeFully } from './write-fully.js'

export interface Repair {
  /** Where the log ends now. */
  readonly end: number
  readonly events: number
  /** Files that hold what stood after the damage, damaged or not. Nothing is thrown away. */
  readonly setAside: readonly string[]
}

/** Brings a damaged log back to its last whole append, and keeps everything after that in files of other names. */
export const repairLog = async (files: Files, directory: string): Promise<Repair> => {
  const setAside: string[] = []
  for (;;) {
    const contents = new LogContents()
    try {
      const { segments, end } = await recoverLog(files, directory, 0, (frame, at) => contents.read(frame, at))
      for (const { file } of segments) await file.close()
      await removeSnapshot(files, directory) // it may say that the log was longer
      return { end, events: contents.index.count, setAside }
    } catch (error) {
      if (!(error instanceof LogDamaged)) throw error
      setAside.push(...(await setAsideFrom(files, directory, error.position)))
    }
  }
}

const setAsideFrom = async (files: Files, directory: string, position: number): Promise<readonly string[]> => {
  const names: string[] = []
  const bases = segmentBases(await files.list(directory))
  for (const base of bases) {
    const aside = `${segmentName(Math.max(base, position))}.damaged-${Date.now()}`
    if (base >= position) await files.rename(join(directory, segmentName(base)), join(directory, aside))
    else if (base !== bases.findLast((other) => other < position)) continue
    else if (!(await cutOff(files, directory, base, position, aside))) continue
    names.push(aside)
  }
  await files.syncDirectory(directory)
  return names
}

/** Copies the end of a segment before it is cut. False when there is nothing to cut. */
const cutOff = async (
  files: Files,
  directory: string,
  base: number,
  position: number,
  aside: string
): Promise<boolean> => {
  const segment = await files.open(join(directory, segmentName(base)), 'existing')
  try {
    const rest = await readRange(segment, position - base, await segment.size())
    if (rest.length === 0) return false
    const copy = await files.open(join(directory, aside), 'new')
    try {
      await writeFully(copy, rest, 0)
      await copy.sync()
    } finally {
      await copy.close()
    }
    await segment.truncate(position - base)
    await segment.sync()
    return true
  } finally {
    await segment.close()
  }
}
