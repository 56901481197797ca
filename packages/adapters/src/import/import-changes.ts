import type { CustomerApplication } from '@accountable/domain/application'
import * as E from 'fp-ts/lib/Either.js'
import { readChanges } from './changes-file.js'
import { customerIdOf, type ImportedLine, mustStop } from './imported-line.js'
import { outcomeProblems } from './outcome-problems.js'

const atLine = (line: number | undefined): { readonly line?: number } => (line === undefined ? {} : { line })

/** Executes the lines of a changes file in its order, each as the actor that it names. */
export async function* importChanges(application: CustomerApplication, file: string): AsyncGenerator<ImportedLine> {
  for await (const change of readChanges(file)) {
    if (E.isLeft(change)) {
      yield { file, path: '', ...atLine(change.left.line), problems: [change.left] }
      continue
    }
    const { line, command, expect } = change.right
    const outcome = await application.execute(command)
    // The file's order is the history's, refused attempts included, however fast they come.
    if (outcome.outcome === 'refused' && outcome.recorded === 'queued') await application.settled()
    yield {
      file,
      line,
      path: '',
      ...customerIdOf(command, 'customerId'),
      outcome,
      ...(expect === undefined ? {} : { expect }),
      problems: outcomeProblems(outcome).map((problem) => ({ file, line, ...problem }))
    }
    if (mustStop(outcome)) return
  }
}
