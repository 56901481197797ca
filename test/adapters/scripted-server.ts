import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import { Server, ServerCredentials, type ServerDuplexStream, type ServerWritableStream, status } from '@grpc/grpc-js'

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>
export type AppendCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>

/** What a server does that misbehaves on purpose; without a script a call is refused as unknown. */
export interface Script {
  readonly read?: (call: ReadCall) => void
  readonly batchAppend?: (call: AppendCall) => void
}

export interface ScriptedServer {
  readonly port: number
  readonly connectionString: string
  /** Calls that are open now. */
  readonly openCalls: () => number
  readonly stop: () => void
}

/** A gRPC server for what a real one does rarely, or only when it breaks. */
export const startScriptedServer = async (
  { read, batchAppend }: Script,
  credentials = ServerCredentials.createInsecure()
): Promise<ScriptedServer> => {
  const server = new Server()
  let open = 0
  const counted =
    <Call extends ReadCall | AppendCall>(script: ((call: Call) => void) | undefined) =>
    (call: Call): void => {
      if (script === undefined) {
        call.emit('error', { code: status.UNIMPLEMENTED, details: 'not in the script' })
        return
      }
      open++
      let ended = false
      const end = (): void => {
        if (!ended) open--
        ended = true
      }
      for (const event of ['cancelled', 'finish', 'close']) call.on(event, end)
      script(call)
    }
  const { read: readMethod, batchAppend: batchAppendMethod } = grpcStreams.StreamsService
  server.addService(
    { read: readMethod, batchAppend: batchAppendMethod },
    {
      read: counted(read),
      batchAppend: counted(batchAppend)
    }
  )
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)))
  })
  return {
    port,
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    openCalls: () => open,
    stop: () => server.forceShutdown()
  }
}
