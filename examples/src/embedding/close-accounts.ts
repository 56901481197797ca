import type { Accounts } from './accounts.js'
import type { runReadModels } from './run-read-models.js'

/** Once requests have ended: entries of refused commands are written, pages at hand are saved, then the connections go. */
export const closeAccounts = async (
  { application, stores }: Accounts,
  readModels: ReturnType<typeof runReadModels>
): Promise<void> => {
  await application.close()
  await readModels.stop()
  await stores.close()
}
