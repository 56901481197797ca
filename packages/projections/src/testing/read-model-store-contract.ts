import type { ContractCase } from '@accountable/domain/testing'
import { leasing } from './read-model-store-contract/leasing.js'
import { lookingBack } from './read-model-store-contract/looking-back.js'
import { merging } from './read-model-store-contract/merging.js'
import { progressing } from './read-model-store-contract/progressing.js'
import { saving } from './read-model-store-contract/saving.js'
import { selecting } from './read-model-store-contract/selecting.js'
import { sharing } from './read-model-store-contract/sharing.js'
import { splitting } from './read-model-store-contract/splitting.js'
import type { OpenedReadModelStore } from './read-model-store-contract/world.js'

const promises = {
  ...saving,
  ...progressing,
  ...selecting,
  ...merging,
  ...lookingBack,
  ...sharing,
  ...leasing,
  ...splitting
}

/** What every ReadModelStore promises. `open` answers an empty one for each case. */
export const readModelStoreContract = (open: () => Promise<OpenedReadModelStore>): ReadonlyArray<ContractCase> =>
  Object.entries(promises).map(([name, check]) => ({
    name,
    run: async () => {
      const { store, close } = await open()
      try {
        await check(store)
      } finally {
        await close()
      }
    }
  }))
