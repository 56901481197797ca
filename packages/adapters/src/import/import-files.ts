import type { CustomerApplication } from '@accountable/domain/application'
import { importChanges } from './import-changes.js'
import { importCustomers } from './import-customers.js'
import type { ImportSources } from './import-sources.js'
import { type ImportedLine, mustStop } from './imported-line.js'
import type { Registering } from './registration.js'

/**
 * Registers the customers, then executes the changes one after the other: their order is the history. Answers each record and
 * line in the order of its file, as it is done. What is wrong with one stops none of the others; a store that fails does. Run
 * again, each command gets its first outcome, so an interrupted import goes on where it was.
 */
export async function* importFiles(
  application: CustomerApplication,
  { customers, changes }: ImportSources,
  registering: Registering
): AsyncGenerator<ImportedLine> {
  if (customers !== undefined) {
    let stopped = false
    for await (const registered of importCustomers(application, customers, registering)) {
      stopped ||= mustStop(registered.outcome)
      yield registered
    }
    if (stopped) return
  }
  if (changes !== undefined) yield* importChanges(application, changes.file)
}
