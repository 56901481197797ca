import type { Writable } from 'node:stream'

/** The call beneath: it takes one message after the other and hands each to HTTP/2, which gathers what waits. */
interface MessageSink {
  readonly sendMessage: (message: Buffer, done: (error?: Error | null) => void) => void
}

/**
 * Lets messages that wait for the one under way go out together. gRPC's stream hands HTTP/2 one message at a time and waits until
 * it is written, which costs more than all the rest of a read: with this a catch-up is half as fast again.
 */
export const writeTogether = (call: Writable): void => {
  const { call: sink } = call as unknown as { readonly call: MessageSink }
  // oxlint-disable-next-line no-underscore-dangle -- the name that Node’s streams give it
  call._writev = (messages, done) => {
    for (const [index, { chunk }] of messages.entries()) {
      sink.sendMessage(chunk as Buffer, index === messages.length - 1 ? done : () => undefined)
    }
  }
}
