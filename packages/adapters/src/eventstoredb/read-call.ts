import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { ClientReadableStream } from '@grpc/grpc-js'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type CallFailure, callFailureOf, transientFailure } from './call-failure.js'
import type { Connection } from './connection.js'

const readMethod = '/event_store.client.streams.Streams/Read'
const asIs = (bytes: Buffer): Buffer => bytes

/** The Read call with messages of our own, over the client's connection. */
export const startRead = (
  connection: Connection,
  client: StreamsClient,
  request: Buffer
): ClientReadableStream<Buffer> => {
  const [metadata, options] = connection.callArguments()
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0 // gRPC keeps a stack for each call, in case that it fails, and nobody looks at it here
  try {
    const call = client.makeServerStreamRequest(readMethod, asIs, asIs, request, metadata, options)
    connection.started(call)
    return call
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

const listen = (
  connection: Connection,
  client: StreamsClient,
  request: Buffer,
  take: (answer: Buffer) => void
): Promise<E.Either<CallFailure, void>> =>
  new Promise((resolve) => {
    const call = startRead(connection, client, request)
    let heard = connection.heard()
    let silent = true

    const settle = (outcome: E.Either<CallFailure, void>): void => {
      clearTimeout(watchdog)
      connection.ended(call)
      resolve(outcome)
    }

    const watch = (): void => {
      if (!silent) {
        silent = true
        heard = connection.heard()
        watchdog.refresh()
        return
      }
      settle(E.left(transientFailure(`no answer within ${connection.timeout} ms`)))
      if (connection.heard() === heard) connection.drop(client)
      call.cancel()
    }
    const watchdog = setTimeout(watch, connection.timeout)

    call.on('data', (answer: Buffer) => {
      silent = false
      connection.hear()
      try {
        take(answer)
      } catch (error) {
        settle(E.left(callFailureOf(error)))
        call.cancel()
      }
    })
    call.on('error', (error) => {
      connection.failed(client, error)
      settle(E.left(callFailureOf(error)))
    })
    call.on('end', () => settle(E.right(undefined)))
  })

/** Reads until the server ends the call. Every message goes to `take`; a call that falls silent is cancelled. */
export const readToEnd =
  (connection: Connection, request: Buffer, take: (answer: Buffer) => void): TaskEither<CallFailure, void> =>
  async () => {
    try {
      return await listen(connection, await connection.client(), request, take)
    } catch (error) {
      // No node could be found, or the connection was given up in this moment: neither error has a code.
      const failure = callFailureOf(error)
      const isForNow = failure.type === 'Lasting' && failure.code === undefined
      return E.left(isForNow ? transientFailure(failure.message) : failure)
    }
  }
