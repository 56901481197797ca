import { createExportAudit } from '@accountable/domain/application'
import { roles } from '@accountable/domain/policy'
import { array, command, multioption, oneOf, option, optional, positional, string } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import { nodeEnvironment } from '../../environment/index.js'
import {
  type CustomerExportName,
  createCustomerExports,
  customerExports,
  describeExportFailure,
  type ExportedFile,
  type ExportFailure,
  type ExportFormat,
  exportFormats
} from '../../export/index.js'
import { database, json } from '../arguments.js'
import { CommandFailure, exitCode } from '../exit-code.js'
import { printJson, printLines, type Terminal } from '../terminal.js'
import { withStores } from '../with-read-models.js'

const models = Object.keys(customerExports) as ReadonlyArray<CustomerExportName>
const formats = Object.keys(exportFormats) as ReadonlyArray<ExportFormat>

const failed = (failure: ExportFailure): CommandFailure => {
  const isAway = failure.type === 'ReadModelsUnavailable' || failure.type === 'TargetInUse'
  const message =
    failure.type === 'NotAudited' && failure.cause === 'RoleNotAllowed'
      ? 'nothing was exported: none of these roles may export'
      : describeExportFailure(failure)
  return new CommandFailure(message, isAway ? exitCode.unavailable : exitCode.noAnswer)
}

const print = (terminal: Terminal, asJson: boolean, path: string, file: ExportedFile | undefined): void => {
  if (asJson) printJson(terminal, { path, ...(file ?? { rows: 0, bytes: 0, sha256: null }) })
  else printLines(terminal, [file === undefined ? 'nothing new' : `${path}: ${file.rows} rows, SHA-256 ${file.sha256}`])
}

export const exportCommand = (terminal: Terminal) =>
  command({
    name: 'export',
    description: 'Rows into a new file, or what is new into one more file of a directory; recorded in the event store.',
    args: {
      model: positional({ type: oneOf(models), displayName: 'MODEL', description: models.join(', ') }),
      format: option({ long: 'format', description: formats.join(', '), type: oneOf(formats) }),
      file: option({ long: 'file', description: 'a file that does not exist yet', type: optional(string) }),
      directory: option({ long: 'into', description: 'a directory of parts and a manifest', type: optional(string) }),
      actor: option({ long: 'actor', description: 'who exports: the id that is recorded', type: string }),
      roles: multioption({
        long: 'role',
        description: 'one of their roles; can be repeated',
        type: array(oneOf(roles))
      }),
      db: database,
      json
    },
    handler: async ({ model, format, file, directory, actor: id, roles: held, db, json: asJson }) => {
      if ((file === undefined) === (directory === undefined)) {
        throw new CommandFailure('expected either --file or --into', exitCode.usage)
      }
      await withStores(terminal, db, async ({ eventStore, store }) => {
        const exports = createCustomerExports(store, createExportAudit({ ...nodeEnvironment, eventStore }))
        const actor = { kind: 'user' as const, id, userPrincipalName: null, tenantId: null, roles: held }
        const wanted = { model, format, actor, onProgress: (rows: number) => terminal.progress(`${rows} rows`) }
        if (file !== undefined) {
          const done = await exports.toFile({ ...wanted, file }).finally(() => terminal.progress(''))
          if (E.isLeft(done)) throw failed(done.left)
          return print(terminal, asJson, file, done.right)
        }
        const into = directory ?? ''
        const done = await exports.toDirectory({ ...wanted, directory: into }).finally(() => terminal.progress(''))
        if (E.isLeft(done)) throw failed(done.left)
        print(terminal, asJson, into, done.right.added)
      })
    }
  })
