import { lockDirectory } from './directory-lock.js'
import { eventsDirectory } from './open-node.js'
import { systemFiles } from './storage/files.js'
import { type Repair, repairLog } from './storage/repair-log.js'

/**
 * Makes a directory usable again whose log is damaged (LogDamaged): the log then ends before the damage. What stood after it
 * is kept beside the log, in files that the node does not read. A whole log is left as it is.
 */
export const repairEmbeddedNode = async (directory: string): Promise<Repair> => {
  const events = eventsDirectory(directory)
  const unlock = await lockDirectory(events)
  try {
    return await repairLog(systemFiles, events)
  } finally {
    await unlock()
  }
}
