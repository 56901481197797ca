import { createHash, randomUUID } from 'node:crypto'
import { EventLog, EventNode, type ExpectedRevision } from '@accountable/adapters/embedded-node/testing'
import { metadataOf, type Subject } from './model-subject.js'
import type { Answer, Expected } from './stream-model.js'

/** The node without the protocol, on a log that can be opened again. */
export const directSubject = async (directory: string): Promise<Subject & { close(): Promise<void> }> => {
  const open = async (): Promise<EventNode> => new EventNode(await EventLog.open({ directory, sync: false }))
  let node = await open()
  const expectedOf = (expected: Expected): ExpectedRevision =>
    typeof expected === 'number' ? BigInt(expected) : expected
  const event = (id: string, data = '{}') => ({
    id: Buffer.alloc(16, id),
    type: 'thing',
    isJson: true,
    data: Buffer.from(data),
    metadata: Buffer.alloc(0)
  })
  const answer = (result: Awaited<ReturnType<EventNode['append'] | EventNode['softDelete']>>): Answer => {
    if (result.kind === 'appended') return `stored ${result.revision}`
    if (result.kind === 'done') return 'done'
    return result.kind === 'deleted' ? 'deleted' : `wrong ${result.lastRevision}`
  }
  return {
    apply: async (step) => {
      switch (step.kind) {
        case 'append':
          return answer(
            await node.append({
              stream: step.stream,
              expected: expectedOf(step.expected),
              events: step.ids.map((id) => event(id))
            })
          )
        case 'delete':
          return answer(await node.softDelete(step.stream, expectedOf(step.expected)))
        case 'tombstone':
          return answer(await node.tombstone(step.stream, expectedOf(step.expected)))
        case 'metadata': {
          const metadata = { ...event('0', metadataOf(step)), id: createHash('md5').update(randomUUID()).digest() }
          const written = await node.append({ stream: `$$${step.stream}`, expected: 'any', events: [metadata] })
          return written.kind === 'appended' ? 'done' : answer(written)
        }
      }
    },
    read: async (name) => {
      const stream = node.stream(name)
      if (stream.tombstoned) return 'deleted'
      if (stream.lastRevision < 0 || stream.softDeleted) return 'not found'
      const found: string[] = []
      for await (const page of node.readStream({
        stream,
        from: 'start',
        backwards: false,
        count: 100,
        resolveLinks: false
      })) {
        for (const { event: stored } of page) {
          if (stored)
            found.push(`${node.log.index.revisionOf(stored.entry)} ${stored.record.id.subarray(0, 1).toString()}`)
        }
      }
      return found
    },
    restart: async () => {
      await node.log.close()
      node = await open()
    },
    close: () => node.log.close()
  }
}
