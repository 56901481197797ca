import { createExportAudit } from '@accountable/domain/application'
import { command, oneOf, option, optional, positional } from 'cmd-ts'
import * as E from 'fp-ts/lib/Either.js'
import { nodeEnvironment } from '../../environment/index.js'
import { createCustomerExports, type ExportedFile } from '../../export/index.js'
import { database, json, pathType } from '../arguments.js'
import { CommandFailure, exitCode } from '../exit-code.js'
import { actorArguments, exportFailed, exportingActor, exportNames, format } from '../export-arguments.js'
import { exportJson } from '../export-format.js'
import { given } from '../moments.js'
import { printJson, printLines, type Terminal } from '../terminal.js'
import { withStores } from '../with-read-models.js'

const print = (terminal: Terminal, asJson: boolean, path: string, file: ExportedFile | undefined): void => {
  terminal.progress('')
  if (asJson) printJson(terminal, exportJson(path, file))
  else printLines(terminal, [file === undefined ? 'nothing new' : `${path}: ${file.rows} rows, SHA-256 ${file.sha256}`])
}

export const exportCommand = (terminal: Terminal) =>
  command({
    name: 'export',
    description: 'Rows into a new file, or what is new into one more file of a directory; recorded in the event store.',
    args: {
      model: positional({ type: oneOf(exportNames), displayName: 'MODEL', description: exportNames.join(', ') }),
      format,
      file: option({ long: 'file', description: 'a file that does not exist yet', type: optional(pathType('FILE')) }),
      directory: option({
        long: 'into',
        description: 'a directory of parts and a manifest',
        type: optional(pathType('DIR'))
      }),
      ...actorArguments,
      db: database,
      json
    },
    handler: async ({ model, format: as, file, directory, actor: id, roles, policy, db, json: asJson }) => {
      if ((file === undefined) === (directory === undefined)) {
        throw new CommandFailure('expected either --file or --into', exitCode.usage)
      }
      const actor = exportingActor({ actor: id, roles }, policy)
      await withStores(terminal, db, async ({ eventStore, store }) => {
        const exports = createCustomerExports(
          store,
          createExportAudit({ ...nodeEnvironment, ...given({ policy }), eventStore })
        )
        const onProgress = (rows: number): void => terminal.progress(`${rows} rows`)
        const wanted = { model, format: as, actor, onProgress }
        if (file !== undefined) {
          const done = await exports.toFile({ ...wanted, file })
          if (E.isLeft(done)) throw exportFailed(done.left)
          return print(terminal, asJson, file, done.right)
        }
        const into = directory ?? ''
        const done = await exports.toDirectory({ ...wanted, directory: into })
        if (E.isLeft(done)) throw exportFailed(done.left)
        print(terminal, asJson, into, done.right.added)
      })
    }
  })
