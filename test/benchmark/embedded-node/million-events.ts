import { EventLog } from '@accountable/adapters/embedded-node/testing'

export const MILLION = 1_000_000
const PER_APPEND = 100
const PER_STREAM = 10
const DATA = Buffer.from(JSON.stringify({ text: 'x'.repeat(480) }))

/** A log with a million events of 500 bytes in a hundred thousand streams, written without the protocol. */
export const writeMillionEvents = async (events: string): Promise<void> => {
  const log = await EventLog.open({ directory: events, sync: false })
  let id = 0
  const event = () => {
    const bytes = Buffer.alloc(16, 0xbe)
    bytes.writeUInt32BE(id++, 12)
    return { id: bytes, type: 'bench-event', isJson: true, data: DATA, metadata: Buffer.alloc(0) }
  }
  for (let n = 0; n < MILLION; n += PER_APPEND) {
    const groups = Array.from({ length: PER_APPEND / PER_STREAM }, (_, i) => ({
      stream: `customer-${String(n / PER_STREAM + i).padStart(36, '0')}`,
      firstRevision: 0,
      events: Array.from({ length: PER_STREAM }, event)
    }))
    await log.append(groups).durable
  }
  await log.close()
}
