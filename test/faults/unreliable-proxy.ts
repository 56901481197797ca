import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy that treats its connections as a bad network would. */
export interface UnreliableProxy {
  readonly port: number
  /** Every piece of data comes this much later, both ways. */
  delay(milliseconds: number): void
  /** Ends every connection after what is under way. New ones are taken. */
  cut(): void
  /** Resets every connection: what is under way is lost. New ones are taken. */
  reset(): void
  /** Keeps every connection, takes new ones, and forwards nothing until it is healed. What came meanwhile is lost. */
  blackHole(): void
  /**
   * Forwards nothing more on the connections there are, not even that one end is gone. New ones are taken. Resolves when
   * something was said in vain.
   */
  silence(): Promise<void>
  /** Refuses new connections, and resets those there are. */
  refuse(): void
  /** As good as new; what was swallowed in a black hole is gone, so its connections are reset. */
  heal(): void
  close(): Promise<void>
}

export const startUnreliableProxy = async (target: number): Promise<UnreliableProxy> => {
  const sockets = new Set<Socket>()
  /** Those that are silent, and who wants to know that something came all the same. */
  const silent = new Map<Socket, () => void>()
  let [late, swallowing, refusing] = [0, false, false]

  const forward = (from: Socket, to: Socket): void => {
    sockets.add(from)
    let underWay = Promise.resolve()
    const inOrder = (step: () => void): void => {
      const wait = late
      underWay = underWay
        .then(() => (wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : undefined))
        .then(step)
    }
    from.on('data', (bytes) => {
      silent.get(from)?.()
      if (!swallowing && !silent.has(from)) inOrder(() => void (to.destroyed || to.write(bytes)))
    })
    const gone = (): void => {
      if (!silent.has(from)) to.destroy()
    }
    from.on('end', () => inOrder(() => void (silent.has(from) || to.end())))
    from.on('error', gone)
    from.on('close', () => {
      gone()
      sockets.delete(from)
      silent.delete(from)
    })
  }

  const server = createServer((client) => {
    if (refusing) {
      client.on('error', () => undefined)
      client.resetAndDestroy()
      return
    }
    const upstream = connect(target, '127.0.0.1')
    forward(client, upstream)
    forward(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const resetAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }

  return {
    port: (server.address() as AddressInfo).port,
    delay: (milliseconds) => {
      late = milliseconds
    },
    cut: () => {
      for (const socket of sockets) socket.end()
    },
    reset: resetAll,
    blackHole: () => {
      swallowing = true
    },
    silence: () =>
      new Promise((resolve) => {
        for (const socket of sockets) silent.set(socket, resolve)
      }),
    refuse: () => {
      refusing = true
      resetAll()
    },
    heal: () => {
      if (swallowing) resetAll()
      ;[late, swallowing, refusing] = [0, false, false]
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        resetAll()
      })
  }
}
