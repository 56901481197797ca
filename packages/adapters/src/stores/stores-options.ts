/** Where stores are. */
export interface StoresOptions {
  /** Of those that the environment does not name: they are embedded, and here. */
  readonly directory: string
  /** `EVENTSTOREDB_URL` and `DATABASE_URL` of it, such as `process.env`; an empty one names nothing. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Of the connection to the events, as `connectEventStoreDB` takes it. */
  readonly receiveWindow?: number
}

/** What every open store says of itself. */
export interface OpenStore {
  /** Which one it is, for a person; no secret. */
  readonly name: string
  readonly isEmbedded: boolean
  readonly close: () => Promise<void>
}

export const urlOf = (
  environment: StoresOptions['environment'],
  variable: 'EVENTSTOREDB_URL' | 'DATABASE_URL'
): string | undefined => environment[variable] || undefined
