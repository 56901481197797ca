import { join } from 'node:path'
import { EventNode } from './event-node.js'
import { serve } from './grpc/serve.js'
import { EventLog } from './storage/event-log.js'
import { systemEvent } from './streams/system-event.js'

export interface NodeOptions {
  /** The node's files are in its subdirectory `events`. */
  readonly directory: string
  /** On the loopback interface; 0, the default, picks a free one. */
  readonly port?: number
  /**
   * `group`, the default, answers an append when the disk has it, with one sync for all that arrive meanwhile. `off` answers
   * earlier and loses acknowledged events in a power failure: for measurements only.
   */
  readonly sync?: 'group' | 'off'
}

export interface OpenNode {
  readonly port: number
  /** One line for whoever started it, when something was found that he should know. */
  readonly notice: string | undefined
  /** Settles when nothing can be stored any more. */
  readonly failed: Promise<Error>
  close(): Promise<void>
}

export const eventsDirectory = (directory: string): string => join(directory, 'events')

/** A fresh database of the real server holds one event, and clients' tests count on it: how long scavenge histories are kept. */
const writeFirstEvent = async (log: EventLog): Promise<void> => {
  if (log.index.count > 0) return
  const event = systemEvent('$metadata', '{"$maxAge":2592000}')
  await log.append([{ stream: '$$$scavenges', firstRevision: 0, events: [event] }]).durable
}

/** Opens the log and serves it, in this thread. The caller holds the directory's lock. */
export const openNode = async ({ directory, port = 0, sync = 'group' }: NodeOptions): Promise<OpenNode> => {
  const log = await EventLog.open({ directory: eventsDirectory(directory), sync: sync === 'group' })
  await writeFirstEvent(log)
  const serving = await serve(new EventNode(log), port).catch(async (error: unknown) => {
    await log.close()
    throw error
  })
  return {
    port: serving.port,
    notice: log.cut > 0 ? `cut ${log.cut} bytes of an unfinished append off the log's end` : undefined,
    failed: log.failed,
    close: async () => {
      await log.settled().catch(() => undefined) // what is being stored is answered first, as far as the log works
      await new Promise(setImmediate)
      serving.stop()
      await log.close()
    }
  }
}
