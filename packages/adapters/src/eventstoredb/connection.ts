import { UnavailableError } from '@eventstore/db-client'
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { CallOptions, Metadata } from '@grpc/grpc-js'
import type { ClientSeam } from './known-client.js'

/** A call that can be ended from this side. */
interface Cancellable {
  readonly cancel: () => void
}

/**
 * The official client's connection, as the lean calls use it. It ends what has no answer: the client itself would wait for its
 * keep-alive (20 s), and for ever for a server's features or for a node of a cluster.
 */
export interface Connection {
  /** Milliseconds after which a call that says nothing is given up. */
  readonly timeout: number
  /** Rejects when no node can be found, or not in time. */
  readonly client: () => Promise<StreamsClient>
  /** True once the connection stands: before that, nothing of a call has left this process. */
  readonly isReady: (client: StreamsClient) => Promise<boolean>
  readonly callArguments: () => [Metadata, CallOptions]
  /** How often anything came from the server; unchanged after a timeout, the connection is dead. */
  readonly heard: () => number
  readonly hear: () => void
  readonly started: (call: Cancellable) => void
  readonly ended: (call: Cancellable) => void
  /** A call ended with this error. */
  readonly failed: (client: StreamsClient, error: Error) => void
  /** Gives the connection up and ends every call on it: the next call dials again. */
  readonly drop: (client: StreamsClient) => void
  readonly close: () => void
  readonly isClosed: () => boolean
}

type Channel = ReturnType<StreamsClient['getChannel']>

/** gRPC's connectivity states. */
const [ready, transientFailure, shutdown] = [2, 3, 4]

const stateChange = (channel: Channel, state: number, deadline: number): Promise<boolean> =>
  new Promise((resolve) =>
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- gRPC’s enum, without loading gRPC for three numbers
    channel.watchConnectivityState(state, deadline, (error) => resolve(error === undefined || error === null))
  )

const within = async <A>(milliseconds: number, work: Promise<A>, what: string): Promise<A> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError(undefined, `${what} within ${milliseconds} ms`)), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** With the code of FAILED_PRECONDITION: trying again would not help. */
class ConnectionClosed extends Error {
  readonly code = 9
  constructor() {
    super('the connection is closed')
  }
}

export const createConnection = (seam: ClientSeam, timeout: number): Connection => {
  const calls = new Set<Cancellable>()
  let heard = 0
  let closed = false

  const failed = (client: StreamsClient, error: Error): void => {
    seam.handleError(client, error).catch(() => undefined) // it rejects when dialling failed before; the next call dials anyway
  }

  const endCalls = (): void => {
    for (const call of calls) call.cancel()
  }

  return {
    timeout,
    client: () =>
      closed
        ? Promise.reject(new ConnectionClosed())
        : within(timeout, seam.getGRPCClient(StreamsClient, 'accountable'), 'no node was found'),
    isReady: async (client) => {
      const channel = client.getChannel()
      const deadline = Date.now() + timeout
      for (let waiting = true; waiting; ) {
        const state: number = channel.getConnectivityState(true)
        if (state === ready) return true
        waiting = state !== transientFailure && state !== shutdown && (await stateChange(channel, state, deadline))
      }
      return false
    },
    callArguments: () => seam.callArguments({}, { deadline: Number.POSITIVE_INFINITY }),
    heard: () => heard,
    hear: () => {
      heard++
    },
    started: (call) => {
      calls.add(call)
      seam.disposableStreams.add(call)
    },
    ended: (call) => {
      calls.delete(call)
      seam.disposableStreams.delete(call)
    },
    failed,
    drop: (client) => {
      failed(client, new UnavailableError())
      endCalls()
    },
    close: () => {
      closed = true
      endCalls()
    },
    isClosed: () => closed
  }
}
