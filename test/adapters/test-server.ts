/** A server that tests may fill with streams of their own. */
export interface TestServer {
  readonly connectionString: string
  readonly stop: () => Promise<void>
}

/** The server that `EVENTSTOREDB_URL` names. */
export const startServer = async (): Promise<TestServer> => {
  const url = process.env['EVENTSTOREDB_URL']
  if (url === undefined) throw new Error('no EVENTSTOREDB_URL')
  return { connectionString: url, stop: async () => undefined }
}
