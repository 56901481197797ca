import type { ServerWritableStream } from '@grpc/grpc-js'
import type { streams } from './messages.js'
import { writeTogether } from './write-together.js'

/** A Read call from the server's side: its answers are bytes already, see `encode-read-response`. */
export type ReadCall = ServerWritableStream<streams.ReadReq, Buffer>

/** Writes to a call no faster than its reader reads, and notices when the reader is gone. */
export class Outlet {
  readonly #call: ReadCall
  #closed = false
  #wake: (() => void) | undefined

  constructor(call: ReadCall) {
    this.#call = call
    writeTogether(call)
    const close = (): void => {
      this.#closed = true
      this.wake()
    }
    call.on('cancelled', close)
    call.on('close', close)
    call.on('error', close)
    call.on('drain', () => this.wake())
  }

  /** True once nobody reads any more. */
  get closed(): boolean {
    return this.#closed
  }

  async write(message: Buffer): Promise<void> {
    if (!this.#closed && !this.#call.write(message)) await this.#pause()
  }

  /** Waits until `subscribe` calls back or the reader goes. */
  async until(subscribe: (wake: () => void) => () => void): Promise<void> {
    const unsubscribe = subscribe(() => this.wake())
    try {
      await this.#pause()
    } finally {
      unsubscribe()
    }
  }

  wake(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  #pause(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
