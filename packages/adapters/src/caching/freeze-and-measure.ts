import type { Json, StoredEvent } from '@accountable/domain/kernel'

/** Rather too much than too little: what V8 takes for a text, a member or an object differs from version to version. */
const perText = 24
const perMember = 16
const perObject = 56
const perEvent = 400

const freezeBody = (body: Json | Uint8Array): number => {
  if (typeof body === 'string') return perText + 2 * body.length
  if (typeof body !== 'object' || body === null) return perMember
  if (body instanceof Uint8Array) return perObject + body.length
  let bytes = perObject
  for (const member of Object.values(body) as ReadonlyArray<Json>) bytes += perMember + freezeBody(member)
  Object.freeze(body)
  return bytes
}

/** Freezes an event all the way down, so that many readers may share it, and estimates the bytes that it takes. */
export const freezeAndMeasure = (event: StoredEvent): number => {
  const bytes = perEvent + 2 * (event.streamName.length + event.type.length)
  const bodies = freezeBody(event.data) + freezeBody(event.metadata)
  Object.freeze(event.position)
  Object.freeze(event)
  return bytes + bodies
}
