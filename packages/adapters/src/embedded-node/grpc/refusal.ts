import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { DiskFull } from '../storage/free-space.js'
import { LogFailed } from '../storage/log-failed.js'

/** How a call is refused: a status, its wording, and the trailers by which clients tell refusals apart. */
export class Refusal extends Error implements ServiceError {
  override readonly name = 'Refusal'
  readonly code: status
  readonly details: string
  readonly metadata: Metadata

  constructor(code: status, details: string, trailers: Record<string, string> = {}) {
    super(details)
    this.code = code
    this.details = toAscii(details)
    this.metadata = new Metadata()
    for (const [key, value] of Object.entries(trailers)) this.metadata.set(key, toAscii(value))
  }
}

/** Trailers carry printable ASCII only; a stream name may hold anything. */
const toAscii = (text: string): string => text.replace(/[^\x20-\x7e]/gu, '?')

export const streamDeleted = (stream: string): Refusal =>
  new Refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream
  })

export const wrongExpectedRevision = (operation: string, stream: string, expected: string, actual: string): Refusal =>
  new Refusal(
    status.FAILED_PRECONDITION,
    `${operation} failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': expected,
      'actual-version': actual
    }
  )

export const appendTooLarge = (largest: number): Refusal =>
  new Refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${largest} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(largest)
  })

export const missingProperty = (name: string): Refusal =>
  new Refusal(status.INVALID_ARGUMENT, `Required Metadata Property '${name}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type'
  })

export const invalidArgument = (details: string): Refusal => new Refusal(status.INVALID_ARGUMENT, details)

/** What the real server answers to requests that it does not foresee. */
export const unknown = (details: string): Refusal => new Refusal(status.UNKNOWN, details)

/** What an error that was thrown on the way becomes. */
export const toRefusal = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error
  if (error instanceof DiskFull) return new Refusal(status.RESOURCE_EXHAUSTED, error.message)
  if (error instanceof LogFailed) return new Refusal(status.UNAVAILABLE, error.message)
  return unknown(error instanceof Error ? error.message : String(error))
}
