import { join } from 'node:path'
import type { ReadModelStore } from '@accountable/projections'
import type { Sql } from '../postgres/index.js'
import { makeDirectory } from './make-directory.js'
import { type OpenStore, type StoresOptions, urlOf } from './stores-options.js'

/** Read models, and the seam for questions of one's own in SQL. */
export interface OpenReadModels extends OpenStore {
  readonly readModels: ReadModelStore
  readonly sql: Sql
}

/** The read models: in the PostgreSQL that DATABASE_URL names, else in PGlite in `directory`, made if it is not there. */
export const openReadModels = async ({ directory, environment }: StoresOptions): Promise<OpenReadModels> => {
  const { openEmbeddedReadModels, openPostgresReadModels } = await import('../postgres/index.js')
  const url = urlOf(environment, 'DATABASE_URL')
  if (url !== undefined) {
    const { store, ...opened } = await openPostgresReadModels({ connectionString: url })
    return { ...opened, readModels: store, name: 'DATABASE_URL', isEmbedded: false }
  }
  await makeDirectory(directory)
  const own = join(directory, 'read-models')
  const { store, ...opened } = await openEmbeddedReadModels({ directory: own })
  return { ...opened, readModels: store, name: `PGlite in ${own}`, isEmbedded: true }
}
