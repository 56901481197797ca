import { randomUUID } from 'node:crypto'
import type { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import type { ClientDuplexStream } from '@grpc/grpc-js'
import { type BatchAppendAnswer, decodeBatchAppendResponse, encodeBatchAppend } from './batch-append-messages.js'
import { callFailureOf } from './call-failure.js'
import type { AppendAnswer, AppendRequest } from './calls.js'
import type { Connection } from './connection.js'

/**
 * Appends over one BatchAppend call of our own on the client's connection, where the client would share one between all of its
 * callers. Its own way cannot be guarded from outside: one append that cannot be serialised fails all others, appends of other
 * clients in the process are failed with it, a late second answer of the server throws inside an event handler and stops every
 * later append, an append of a broken call never settles, and the server's features are asked for without a deadline. Here each
 * append has its own entry and its own end, and what a call that broke down held is answered `Unknown`, never lost.
 */
export interface BatchAppender {
  readonly append: (request: AppendRequest) => Promise<AppendAnswer>
}

type Settle = (answer: AppendAnswer) => void

interface OpenCall {
  readonly client: StreamsClient
  readonly call: ClientDuplexStream<Buffer, Buffer>
  readonly pending: Map<string, Settle>
  /** How often the server answered on this call. */
  answers: number
  ended: boolean
  /** Set while no more may be written: resolves once it may again, or the call has ended. */
  full: Promise<void> | undefined
  release: () => void
}

const batchAppendMethod = '/event_store.client.streams.Streams/BatchAppend'
const asIs = (bytes: Buffer): Buffer => bytes

const notConnected: AppendAnswer = { type: 'NotStored', message: 'no connection', transient: true }

const closed: AppendAnswer = { type: 'NotStored', message: 'the connection is closed', transient: false }

const unknown = (message: string): AppendAnswer => ({ type: 'Unknown', message })

/** `Timeout` and `Unknown` of the server leave open what became of the append. */
const refusals: ReadonlyMap<string, AppendAnswer> = new Map<string, AppendAnswer>([
  ['StreamDeleted', { type: 'StreamDeleted' }],
  ['AccessDenied', { type: 'NotStored', message: 'access denied', transient: false }],
  ['MaximumAppendSizeExceeded', { type: 'Impossible', message: 'the append is larger than the server allows' }],
  ['BadRequest', { type: 'Impossible', message: 'the server calls it a bad request' }]
])

const appendAnswerOf = (answer: BatchAppendAnswer): AppendAnswer => {
  switch (answer.type) {
    case 'Appended':
      return { type: 'Stored', revision: answer.revision, position: answer.position }
    case 'WrongExpectedVersion':
      return { type: 'RevisionMismatch', actual: answer.actual }
    case 'Refused':
      return refusals.get(answer.reason) ?? unknown(`the server answered ${answer.reason}`)
  }
}

/** PERMISSION_DENIED, UNIMPLEMENTED and UNAUTHENTICATED: the server takes no append from this call at all. */
const refusingCodes: ReadonlySet<number> = new Set([7, 12, 16])

const answerToFailedCall = (error: unknown): AppendAnswer => {
  const failure = callFailureOf(error)
  if (failure.type === 'StreamDeleted') return unknown(failure.type)
  return failure.type === 'Lasting' && failure.code !== undefined && refusingCodes.has(failure.code)
    ? { type: 'NotStored', message: failure.message, transient: false }
    : unknown(failure.message)
}

export const createBatchAppender = (connection: Connection): BatchAppender => {
  let current: Promise<OpenCall | undefined> | undefined

  const finish = (open: OpenCall, answer: AppendAnswer): void => {
    if (open.ended) return
    open.ended = true
    current = undefined
    connection.ended(open.call)
    open.release()
    for (const settle of open.pending.values()) settle(answer)
  }

  const start = (client: StreamsClient): OpenCall => {
    const [metadata, options] = connection.callArguments()
    const call = client.makeBidiStreamRequest(batchAppendMethod, asIs, asIs, metadata, options)
    const open: OpenCall = {
      client,
      call,
      pending: new Map(),
      answers: 0,
      ended: false,
      full: undefined,
      release: () => undefined
    }
    connection.started(call)
    call.on('data', (bytes: Buffer) => {
      connection.hear()
      open.answers++
      const { correlationId, answer } = decodeBatchAppendResponse(bytes)
      // Nobody waits any longer for an append that timed out, nor for a second answer.
      open.pending.get(correlationId)?.(appendAnswerOf(answer))
    })
    call.on('error', (error) => {
      connection.failed(client, error)
      finish(open, answerToFailedCall(error))
    })
    call.on('end', () => finish(open, unknown('the server ended the call')))
    return open
  }

  /** Nothing is written before the connection stands, so a failure up to there is certain. */
  const connect = async (): Promise<OpenCall | undefined> => {
    const client = await connection.client()
    if (await connection.isReady(client)) return start(client)
    connection.drop(client)
    return undefined
  }

  const openCall = async (): Promise<OpenCall | undefined> => {
    current ??= connect()
    try {
      const open = await current
      if (open === undefined) current = undefined
      return open
    } catch {
      current = undefined // no node was found
      return undefined
    }
  }

  const holdBack = (open: OpenCall): void => {
    open.full ??= new Promise((resolve) => {
      open.release = () => {
        open.full = undefined
        resolve()
      }
      open.call.once('drain', open.release)
    })
  }

  const write = (open: OpenCall, request: AppendRequest): Promise<AppendAnswer> =>
    new Promise((resolve) => {
      const correlationId = randomUUID()
      const [answers, heard] = [open.answers, connection.heard()]
      const settle: Settle = (answer) => {
        clearTimeout(timer)
        open.pending.delete(correlationId)
        resolve(answer)
      }
      const timer = setTimeout(() => {
        settle(unknown(`no answer within ${connection.timeout} ms`))
        if (connection.heard() === heard) connection.drop(open.client)
        if (open.answers === answers) open.call.cancel()
      }, connection.timeout)
      open.pending.set(correlationId, settle)
      if (!open.call.write(encodeBatchAppend({ ...request, correlationId }))) holdBack(open)
    })

  return {
    append: async (request) => {
      if (connection.isClosed()) return closed
      const open = await openCall()
      if (open === undefined) return notConnected
      while (open.full !== undefined && !open.ended) await open.full
      return open.ended ? notConnected : write(open, request)
    }
  }
}
