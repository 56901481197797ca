import { createRequire } from 'node:module'
import { EventStoreDBClient } from '@eventstore/db-client'
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { CallOptions, Metadata } from '@grpc/grpc-js'

/** What the official client keeps to itself, and the lean calls need: its connection, and how it is renewed. */
export interface ClientSeam {
  /** The gRPC client on the current connection; a new one after a connection was given up. Discovers a cluster's node first. */
  readonly getGRPCClient: (client: typeof StreamsClient, debugName: string) => Promise<StreamsClient>
  /** Metadata and options of a call: credentials, connection name, deadline. */
  readonly callArguments: (options: object, callOptions: { readonly deadline: number }) => [Metadata, CallOptions]
  /** Gives the connection up if the error says that it is no use: the next call dials again. */
  readonly handleError: (client: StreamsClient, error: Error) => Promise<void>
  /** What `dispose()` ends. */
  readonly disposableStreams: Set<unknown>
}

const { version } = createRequire(import.meta.url)('@eventstore/db-client/package.json') as { readonly version: string }

const seamVersion = '6.2.1'

/** A getter over a private field: it throws on everything that the client's own constructor did not make. */
const isGenuine = (client: EventStoreDBClient): boolean => {
  try {
    return typeof client.connectionName === 'string'
  } catch {
    return false
  }
}

/**
 * Recognises the one client that this adapter knows.
 *
 * @throws TypeError for any other. The successor, `@kurrent/kurrentdb-client`, renamed `expectedRevision` and ignores the old
 * name: appends through it would lose the check of the revision without an error.
 */
export const assertKnownClient = (client: unknown): EventStoreDBClient => {
  if (client instanceof EventStoreDBClient && isGenuine(client)) return client
  throw new TypeError(
    `not an EventStoreDBClient of @eventstore/db-client ${version}: this adapter knows no other client, and with its successor ` +
      'appends would silently lose their expected revision'
  )
}

const members = ['getGRPCClient', 'callArguments', 'handleError'] as const

/** The client's inside, where it is the version whose inside is known, and nothing otherwise. */
export const seamOf = (client: EventStoreDBClient): ClientSeam | undefined => {
  const seam = client as unknown as ClientSeam
  return version === seamVersion &&
    members.every((member) => typeof seam[member] === 'function') &&
    seam.disposableStreams instanceof Set
    ? seam
    : undefined
}
