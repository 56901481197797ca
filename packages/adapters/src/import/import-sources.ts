import { stat } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import { type ChangesSurvey, surveyChanges } from './changes-survey.js'
import { type CustomerRecord, readCustomers } from './customers-file.js'
import { type FileProblem, unreadableFile } from './file-problem.js'

/** Files that can be imported: the customers read, the changes counted. */
export interface ImportSources {
  readonly customers?: {
    readonly file: string
    readonly records: ReadonlyArray<E.Either<FileProblem, CustomerRecord>>
  }
  readonly changes?: { readonly file: string; readonly survey: ChangesSurvey }
}

/** A pipe could be read once, and it is read twice. */
const requireFile = async (file: string): Promise<FileProblem | undefined> => {
  try {
    const found = await stat(file)
    return found.isFile() ? undefined : { file, path: '', code: 'NotAFile', message: 'expected a file' }
  } catch (error) {
    return unreadableFile(file, error)
  }
}

const opened = async <A>(
  file: string | undefined,
  open: (file: string) => Promise<E.Either<FileProblem, A>>
): Promise<E.Either<FileProblem, A> | undefined> => {
  if (file === undefined) return undefined
  const problem = await requireFile(file)
  return problem === undefined ? await open(file) : E.left(problem)
}

/**
 * Opens what is to be imported, before anything is executed: changes to customers whose file could not be read would be
 * refused, and be remembered as refused. What is wrong with single records and lines is said when their turn comes.
 */
export const openImport = async (files: {
  readonly customers?: string
  readonly changes?: string
}): Promise<E.Either<ReadonlyArray<FileProblem>, ImportSources>> => {
  const { customers = '', changes = '' } = files
  const records = await opened(files.customers, readCustomers)
  const survey = await opened(files.changes, surveyChanges)
  const problems = [records, survey].flatMap((one) => (one !== undefined && E.isLeft(one) ? [one.left] : []))
  if (problems.length > 0) return E.left(problems)
  return E.right({
    ...(records !== undefined && E.isRight(records) ? { customers: { file: customers, records: records.right } } : {}),
    ...(survey !== undefined && E.isRight(survey) ? { changes: { file: changes, survey: survey.right } } : {})
  })
}

const day = 86_400_000

/** When records are said to have been registered unless somebody knows: a day before the earliest change, or now. ISO 8601, UTC. */
export const registrationTime = ({ changes }: ImportSources, now: number): string =>
  new Date(changes?.survey.earliest === undefined ? now : Date.parse(changes.survey.earliest) - day).toISOString()

/** How many records and lines there are. */
export const countLines = ({ customers, changes }: ImportSources): number =>
  (customers?.records.length ?? 0) + (changes?.survey.lines ?? 0)
