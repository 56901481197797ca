/** Why a call to EventStoreDB did not succeed. Messages are for a log and hold no secrets. */
export type CallFailure =
  /** The connection or the server, now: the same call may succeed later. */
  | { readonly type: 'Transient'; readonly message: string }
  /** The same call would fail again. */
  | { readonly type: 'Lasting'; readonly message: string; readonly code: number | undefined }
  | { readonly type: 'StreamDeleted' }

const codeNames: Record<number, string> = {
  1: 'CANCELLED',
  2: 'UNKNOWN',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  10: 'ABORTED',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  16: 'UNAUTHENTICATED'
}

/**
 * gRPC's codes after which the same call may succeed. INTERNAL is one of them: a server that is told to stop ends its
 * calls with it. UNKNOWN is not: it is what a bad position answers, and waiting would not help.
 */
const transientCodes = new Set([1, 4, 8, 10, 13, 14])

interface GrpcError {
  readonly code?: unknown
  /** Of the official client's errors. */
  readonly type?: unknown
  readonly message?: unknown
  /** Of gRPC's errors: what the server says beside the code. */
  readonly metadata?: { readonly get?: (key: string) => ReadonlyArray<unknown> }
}

const exceptionOf = (error: GrpcError): string | undefined => {
  const [exception] = error.metadata?.get?.('exception') ?? []
  return typeof exception === 'string' ? exception : typeof error.type === 'string' ? error.type : undefined
}

/** Text of the other side or of a library, without user and password of a connection string, and short. */
export const withoutSecrets = (text: string): string => text.replaceAll(/\/\/[^/\s@]*@/g, '//').slice(0, 300)

/** gRPC's messages begin with the code, which is said already, and end with a note that is mostly empty. */
const plain = (message: string): string => message.replace(/^\d+ [A-Z_]+: /, '').replace(/\s*Resolution note:\s*$/, '')

const describe = (error: GrpcError): string => {
  const code = typeof error.code === 'number' ? (codeNames[error.code] ?? `code ${error.code}`) : undefined
  const details = typeof error.message === 'string' ? withoutSecrets(plain(error.message)) : undefined
  return [exceptionOf(error), code, details].filter((part) => part !== undefined && part !== '').join(': ')
}

export const transientFailure = (message: string): CallFailure => ({ type: 'Transient', message })

/** Whatever was thrown, rejected or emitted: gRPC's errors, the official client's, or anything else. */
export const callFailureOf = (thrown: unknown): CallFailure => {
  const error: GrpcError = typeof thrown === 'object' && thrown !== null ? thrown : { message: String(thrown) }
  const exception = exceptionOf(error)
  if (exception === 'stream-deleted') return { type: 'StreamDeleted' }
  const code = typeof error.code === 'number' ? error.code : undefined
  const message = describe(error)
  const passes = exception === 'not-leader' || exception === 'unavailable' || exception === 'timeout'
  return passes || (code !== undefined && transientCodes.has(code))
    ? transientFailure(message)
    : { type: 'Lasting', message, code }
}
