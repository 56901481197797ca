import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as stores from '../stores/index.js'
import { CommandFailure, exitCode } from './exit-code.js'
import type { Terminal } from './terminal.js'

const opening = async <A>(open: () => Promise<A>): Promise<A> => {
  try {
    return await open()
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), exitCode.unavailable)
  }
}

/** Asking must not make an empty store where somebody has mistyped a directory. */
export const requireEmbeddedEvents = async (directory: string): Promise<void> => {
  try {
    await stat(join(directory, 'events'))
  } catch {
    throw new CommandFailure(
      `there is no embedded store in ${directory}: name another with --db, or a server with EVENTSTOREDB_URL`,
      exitCode.unavailable
    )
  }
}

/**
 * Opens the events that the environment names, or the embedded ones; says which; closes them when the work is done. Makes none
 * unless asked to `create`.
 */
export const withEvents = async <A>(
  terminal: Terminal,
  directory: string,
  work: (events: stores.OpenEvents) => Promise<A>,
  { create = false }: { readonly create?: boolean } = {}
): Promise<A> => {
  const { environment } = terminal
  if (!create && !environment['EVENTSTOREDB_URL']) await requireEmbeddedEvents(directory)
  const events = await opening(() => stores.openEvents({ directory, environment }))
  terminal.note(`events: ${events.name}`)
  try {
    return await work(events)
  } finally {
    await events.close()
  }
}

/** Opens the read models that the environment names, or the embedded ones, and says which. The caller closes them. */
export const openReadModels = async (terminal: Terminal, directory: string): Promise<stores.OpenReadModels> => {
  const { environment } = terminal
  const opened = await opening(() => stores.openReadModels({ directory, environment }))
  terminal.note(`read models: ${opened.name}`)
  return opened
}
