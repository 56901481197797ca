/** How the adapter waits, and which way it goes. All times in milliseconds. */
export interface EventStoreDBOptions {
  /** After this long without a word from the server a call is given up. Default 5,000. */
  readonly timeout?: number
  /** For this long transient failures are tried again before they are answered. Default 10,000. */
  readonly patience?: number
  /** Without any message for this long, a subscription is checked against the log's head. Default 10,000. */
  readonly idleCheck?: number
  /**
   * `lean` sends messages of our own over the client's connection; `official` uses the client's methods, with their limits
   * (one appending client a process, a text where JSON is malformed). Default: `lean` where the client's inside is known.
   */
  readonly calls?: 'lean' | 'official'
}

export const defaults = { timeout: 5_000, patience: 10_000, idleCheck: 10_000 }
