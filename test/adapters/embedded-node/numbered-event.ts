import type { NewEvent } from '@accountable/adapters/embedded-node/testing'

/** An event that is told by its number: the id ends with it, the data is it. */
export const numberedEvent = (number: number, size = 0): NewEvent => {
  const id = Buffer.alloc(16, 0xee)
  id.writeUInt32BE(number, 12)
  return {
    id,
    type: 'numbered',
    isJson: true,
    data: Buffer.from(`{"n":${number}${size > 0 ? `,"padding":"${'x'.repeat(size)}"` : ''}}`),
    metadata: Buffer.alloc(0)
  }
}
