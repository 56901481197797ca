import type { Client, Pool, PoolClient } from 'pg'

/** Waits for the answer to one statement. */
type Answered = <A>(answer: Promise<A>) => Promise<A>

/** A connection that somebody has. */
export interface Held {
  readonly client: PoolClient
  readonly answered: Answered
  /** It is not to be used again. */
  readonly breaks: (error: Error) => void
}

/** Waits at most so long, milliseconds; then `giveUp` is told, and the answer is that there was none. */
const within =
  (patience: number, giveUp: (error: Error) => void): Answered =>
  async (answer) => {
    let deadline: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      deadline = setTimeout(() => {
        const error = new Error(`PostgreSQL did not answer within ${patience / 1000} s`)
        giveUp(error)
        reject(error)
      }, patience)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(deadline)
    }
  }

/**
 * Lends a connection to `work`, and takes it back unless it broke. Each statement has so many milliseconds, or as long as it
 * takes if none are given: a connection that goes silent tells nobody, so one that does not answer in time is destroyed.
 */
export const holding = async <A>(
  pool: Pool,
  patience: number | undefined,
  work: (held: Held) => Promise<A>
): Promise<A> => {
  const client = (await pool.connect()) as PoolClient & Pick<Client, 'connection'>
  let broken: Error | undefined
  // The pool does not listen while somebody has the connection. What is under way, or comes next, fails by itself.
  const breaks = (error: Error): void => {
    broken = error
  }
  const giveUp = (error: Error): void => {
    breaks(error)
    client.connection.stream.destroy(error)
  }
  client.on('error', breaks)
  try {
    return await work({
      client,
      breaks,
      answered: patience === undefined ? (answer) => answer : within(patience, giveUp)
    })
  } finally {
    client.off('error', breaks)
    client.release(broken)
  }
}
