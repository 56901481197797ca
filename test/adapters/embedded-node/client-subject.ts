import { createHash, randomUUID } from 'node:crypto'
import {
  type EventStoreDBClient,
  jsonEvent,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError
} from '@eventstore/db-client'
import { metadataOf, type Step, type Subject } from './model-subject.js'
import type { Answer, Expected } from './stream-model.js'

/** A server, through the official client. */
export const clientSubject = (client: EventStoreDBClient): Subject => {
  const prefix = `model-${randomUUID()}-`
  const uuidOf = (id: string): string => {
    const hex = createHash('md5').update(`${prefix}${id}`).digest('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
  }
  const symbols = new Map(['1', '2', '3', '4', '5', '6'].map((id) => [uuidOf(id), id]))
  const expectedOf = (expected: Expected) => (typeof expected === 'number' ? BigInt(expected) : expected)
  const carryOut = async (step: Step): Promise<Answer> => {
    const stream = prefix + step.stream
    switch (step.kind) {
      case 'append': {
        const events = step.ids.map((id) => jsonEvent({ id: uuidOf(id), type: 'thing', data: {} }))
        const result = await client.appendToStream(stream, events, { expectedRevision: expectedOf(step.expected) })
        return `stored ${Number(result.nextExpectedRevision)}`
      }
      case 'delete':
        await client.deleteStream(stream, { expectedRevision: narrow(expectedOf(step.expected)) })
        return 'done'
      case 'tombstone':
        await client.tombstoneStream(stream, { expectedRevision: narrow(expectedOf(step.expected)) })
        return 'done'
      case 'metadata':
        await client.appendToStream(`$$${stream}`, [
          jsonEvent({ type: '$metadata', data: JSON.parse(metadataOf(step)) as Record<string, number> })
        ])
        return 'done'
    }
  }
  return {
    apply: async (step) => {
      try {
        return await carryOut(step)
      } catch (error) {
        if (error instanceof StreamDeletedError) return 'deleted'
        if (!(error instanceof WrongExpectedVersionError)) throw error
        return `wrong ${typeof error.actualVersion === 'bigint' ? Number(error.actualVersion) : -1}`
      }
    },
    read: async (name) => {
      const found: string[] = []
      try {
        for await (const { event } of client.readStream(prefix + name)) {
          found.push(`${event?.revision} ${symbols.get(event?.id ?? '')}`)
        }
        return found
      } catch (error) {
        if (error instanceof StreamNotFoundError) return 'not found'
        if (error instanceof StreamDeletedError) return 'deleted'
        throw error
      }
    },
    restart: async () => undefined
  }
}

/** The client's types leave out `stream_exists` here, which it sends all the same. */
const narrow = (expected: string | bigint) => expected as 'any' | 'no_stream' | bigint
