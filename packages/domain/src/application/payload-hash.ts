import canonicalize from 'canonicalize'
import type { CustomerCommand } from '../customer/index.js'
import { type Digest, toHex } from '../kernel/uuid.js'

const encoder = new TextEncoder()

/**
 * SHA-256 of what makes a command the same command: as decoded, before normalisation, as RFC 8785 JSON. Times, traces,
 * source and roles are left out, because an honest retry has new ones (design §3).
 */
export const payloadHash =
  (sha256: Digest) =>
  ({ type, expectedRevision, data, reason, actor }: CustomerCommand): string => {
    const payload = {
      type,
      expectedRevision: expectedRevision?.toString() ?? null,
      data,
      reason,
      actor: { id: actor.id }
    }
    return toHex(sha256(encoder.encode(canonicalize(payload))))
  }
