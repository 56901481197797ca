import { createHash, randomUUID } from 'node:crypto'
import type { Environment } from '@accountable/domain/application'

const digest =
  (algorithm: 'sha1' | 'sha256') =>
  (bytes: Uint8Array): Uint8Array =>
    new Uint8Array(createHash(algorithm).update(bytes).digest())

/** Clock, ids and digests of Node.js: what is left for a team to give is the event store. */
export const nodeEnvironment: Pick<Environment, 'clock' | 'newId' | 'sha1' | 'sha256'> = {
  clock: Date.now,
  newId: randomUUID,
  sha1: digest('sha1'),
  sha256: digest('sha256')
}
