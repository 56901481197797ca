import { createHash } from 'node:crypto'
import type { Digest } from '@accountable/domain/kernel'

const digest =
  (algorithm: string): Digest =>
  (bytes) =>
    new Uint8Array(createHash(algorithm).update(bytes).digest())

export const sha1 = digest('sha1')
export const sha256 = digest('sha256')
