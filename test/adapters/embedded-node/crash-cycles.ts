import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client'
import { status } from '@grpc/grpc-js'
import { spawnNode } from './spawn-node.js'

export interface CrashReport {
  readonly cycles: number
  readonly acknowledged: number
  /** Acknowledged and not there, or somewhere else than acknowledged. */
  readonly lost: readonly string[]
  /** There more than once. */
  readonly doubled: readonly string[]
  /** Streams whose revisions have a gap. */
  readonly torn: readonly string[]
}

export interface CrashPlan {
  readonly cycles: number
  /** In bytes. Large events make the log begin new segments and write snapshots meanwhile. */
  readonly eventSize: number
  readonly onCycle?: (cycle: number) => void
}

interface Writer {
  readonly stream: string
  readonly padding: string
  next: number
  /** The append whose answer never came, to be sent again with the same ids. */
  unanswered: readonly string[] | undefined
}

/**
 * Kills a node with SIGKILL while it is written to, again and again. Writers append one to three events at the exact revision, many at
 * once; what was not answered is sent again, the same, after the restart. In the end every event must be there once.
 */
export const runCrashCycles = async (
  directory: string,
  { cycles, eventSize, onCycle }: CrashPlan
): Promise<CrashReport> => {
  const acknowledged = new Map<string, string>()
  const writers = Array.from(
    { length: 32 },
    (): Writer => ({ stream: `crash-${randomUUID()}`, padding: 'x'.repeat(eventSize), next: 0, unanswered: undefined })
  )
  for (let cycle = 0; cycle < cycles; cycle++) {
    const { child, connectionString } = await spawnNode(directory)
    const client = EventStoreDBClient.connectionString(connectionString)
    let alive = true
    let writing = true
    const load = Promise.all(writers.map((writer) => write(client, writer, acknowledged, () => alive)))
    const stop = (): void => {
      writing = false
    }
    void load.then(stop, stop)
    const enough = acknowledged.size + Math.random() * 300
    // oxlint-disable-next-line no-unmodified-loop-condition -- the writers end it
    while (acknowledged.size < enough && writing) await sleep(5)
    await sleep(Math.random() * 20)
    child.kill('SIGKILL')
    alive = false
    await once(child, 'exit')
    await load
    await client.dispose()
    onCycle?.(cycle)
  }
  return { cycles, acknowledged: acknowledged.size, ...(await inspect(directory, writers, acknowledged)) }
}

const write = async (
  client: EventStoreDBClient,
  writer: Writer,
  acknowledged: Map<string, string>,
  alive: () => boolean
): Promise<void> => {
  do {
    const ids = writer.unanswered ?? Array.from({ length: 1 + Math.floor(Math.random() * 3) }, () => randomUUID())
    writer.unanswered = ids
    const expectedRevision = writer.next === 0 ? 'no_stream' : BigInt(writer.next - 1)
    const events = ids.map((id) => jsonEvent({ id, type: 'crash-tested', data: { padding: writer.padding } }))
    try {
      await client.appendToStream(writer.stream, events, { expectedRevision })
    } catch (error) {
      if (!alive() || isLost(error)) return
      throw error
    }
    for (const [i, id] of ids.entries()) acknowledged.set(id, `${writer.stream} ${writer.next + i}`)
    writer.next += ids.length
    writer.unanswered = undefined
  } while (alive())
}

/**
 * The connection broke: what became of the append is not known. The client also tells so to appends over a new connection when
 * an old one breaks, because all its instances share one list of what is in flight.
 */
const isLost = (error: unknown): boolean => {
  const { type, code } = error as { readonly type?: unknown; readonly code?: unknown }
  return type === 'unavailable' || type === 'cancelled' || code === status.UNAVAILABLE
}

const inspect = async (
  directory: string,
  writers: readonly Writer[],
  acknowledged: ReadonlyMap<string, string>
): Promise<Pick<CrashReport, 'lost' | 'doubled' | 'torn'>> => {
  const { child, connectionString } = await spawnNode(directory)
  const client = EventStoreDBClient.connectionString(connectionString)
  const found = new Map<string, string>()
  const doubled: string[] = []
  const ends = new Map(writers.map(({ stream }) => [stream, -1n]))
  const torn: string[] = []
  for await (const { event } of client.readAll({ fromPosition: START })) {
    if (event?.type !== 'crash-tested') continue
    if (found.has(event.id)) doubled.push(event.id)
    found.set(event.id, `${event.streamId} ${event.revision}`)
    if (event.revision !== (ends.get(event.streamId) ?? -1n) + 1n) torn.push(`${event.streamId} ${event.revision}`)
    ends.set(event.streamId, event.revision)
  }
  const lost = [...acknowledged].filter(([id, place]) => found.get(id) !== place).map(([id]) => id)
  await client.dispose()
  child.kill('SIGTERM')
  await once(child, 'exit')
  return { lost, doubled, torn }
}
