import { logVerbosity, Server, ServerCredentials, type ServiceDefinition, setLogVerbosity } from '@grpc/grpc-js'
import type { EventNode } from '../event-node.js'
import { append } from './append.js'
import { batchAppend } from './batch-append.js'
import { decodeBatchAppendRequest } from './batch-append-request.js'
import { softDelete, tombstone } from './delete.js'
import { readGossip } from './gossip.js'
import { featuresGrpc, gossipGrpc, streamsGrpc } from './messages.js'
import { read } from './read.js'
import { supportedMethods } from './server-features.js'

/** The largest message: an append of the largest allowed size comes with room for types and metadata. */
const LARGEST_MESSAGE = 32 * 1024 * 1024

export interface Serving {
  readonly port: number
  /** Ends every call; readers see it cancelled. */
  stop(): void
}

const asIs = (bytes: Buffer): Buffer => bytes
/** The calls that matter most answer with bytes that are encoded already; the busiest one takes its requests apart itself, too. */
const streamsService = {
  ...streamsGrpc.StreamsService,
  read: { ...streamsGrpc.StreamsService.read, responseSerialize: asIs },
  append: { ...streamsGrpc.StreamsService.append, responseSerialize: asIs },
  batchAppend: {
    ...streamsGrpc.StreamsService.batchAppend,
    requestDeserialize: decodeBatchAppendRequest,
    responseSerialize: asIs
  }
} as unknown as ServiceDefinition
const gossipService = gossipGrpc.GossipService as unknown as ServiceDefinition
const featuresService = featuresGrpc.ServerFeaturesService as unknown as ServiceDefinition

/** Serves a node on a port of the loopback interface; 0 picks a free one. */
export const serve = async (node: EventNode, port: number): Promise<Serving> => {
  setLogVerbosity(logVerbosity.NONE) // what goes wrong is answered or thrown; standard error belongs to the embedder
  const server = new Server({
    'grpc.max_receive_message_length': LARGEST_MESSAGE,
    'grpc.max_send_message_length': LARGEST_MESSAGE
  })
  let bound = port
  server.addService(streamsService, {
    append: append(node),
    batchAppend: batchAppend(node),
    read: read(node),
    delete: softDelete(node),
    tombstone: tombstone(node)
  })
  server.addService(gossipService, { read: readGossip(() => bound) })
  server.addService(featuresService, {
    getSupportedMethods: supportedMethods([streamsService, gossipService, featuresService])
  })
  bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, actual) =>
      error
        ? reject(/EADDRINUSE/.test(error.message) ? new Error(`port ${port} of 127.0.0.1 is taken`) : error)
        : resolve(actual)
    )
  })
  return { port: bound, stop: () => server.forceShutdown() }
}
