import { randomUUID } from 'node:crypto'
import type { NewEvent } from '../storage/event-record.js'

/** An event that the node itself writes. */
export const systemEvent = (type: string, json: string): NewEvent => ({
  id: Buffer.from(randomUUID().replaceAll('-', ''), 'hex'),
  type,
  isJson: true,
  data: Buffer.from(json),
  metadata: Buffer.alloc(0)
})
