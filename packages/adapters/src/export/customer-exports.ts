import type { ExportAudit, NotRecorded } from '@accountable/domain/application'
import { type Actor, formatPosition, type JsonObject, type Position } from '@accountable/domain/kernel'
import type { ReadModelStore } from '@accountable/projections'
import {
  accountTable,
  customerAccount,
  customerDirectory,
  directoryTable,
  permissionTable,
  purchasePermissions
} from '@accountable/projections/customer'
import * as E from 'fp-ts/lib/Either.js'
import { activityLogExport } from './activity-log-export.js'
import type { ExportFailure } from './export-failure.js'
import { type ExportedFile, exportFile, type OnWhole } from './export-file.js'
import { type ExportedParts, exportParts } from './export-parts.js'
import { liveProjections } from './live-projections.js'
import type { ExportFormat } from './row-encoder.js'
import { type ReadModelExport, tableExport } from './table-export.js'

/** What can be exported, by name. */
export const customerExports = {
  'activity-log': activityLogExport,
  'customer-account': tableExport(customerAccount.name, customerAccount.version, accountTable),
  'customer-directory': tableExport(customerDirectory.name, customerDirectory.version, directoryTable),
  'purchase-permissions': tableExport(purchasePermissions.name, purchasePermissions.version, permissionTable)
} satisfies Readonly<Record<string, ReadModelExport>>
export type CustomerExportName = keyof typeof customerExports

/** Who exports what, and in which format. */
export interface CustomerExport {
  readonly model: CustomerExportName
  readonly format: ExportFormat
  readonly actor: Actor
  /** Of CloudEvents: a URI reference that names the store. */
  readonly source?: string
  readonly onProgress?: (rows: number) => void
}

/** Exports of read models, each by an actor who may and with a record of it in the event store. */
export interface CustomerExports {
  /** All rows, into one new file. */
  readonly toFile: (
    wanted: CustomerExport & { readonly file: string }
  ) => Promise<E.Either<ExportFailure, ExportedFile>>
  /** What is new since the last time, into one more file of a directory. */
  readonly toDirectory: (
    wanted: CustomerExport & { readonly directory: string }
  ) => Promise<E.Either<ExportFailure, ExportedParts>>
}

/** Exports over read models; `audit` decides who may and keeps the records. */
export const createCustomerExports = (store: ReadModelStore, audit: ExportAudit): CustomerExports => {
  const prepare = async ({ model, format, actor }: CustomerExport) => {
    if (!audit.mayExport(actor)) return E.left<ExportFailure>({ type: 'NotAudited', cause: 'RoleNotAllowed' })
    const { projections, model: columns } = customerExports[model]
    const live = await liveProjections(store, projections)
    if (E.isLeft(live)) return live
    const { upTo } = live.right
    const parameters: JsonObject = { version: columns.version, format }
    const record = async (file: ExportedFile, after: Position | undefined): ReturnType<OnWhole> => {
      const recorded = await audit.record(actor, {
        model,
        parameters,
        fromPosition: after === undefined ? null : formatPosition(after),
        toPosition: formatPosition(upTo),
        rows: file.rows,
        contentHash: file.sha256
      })
      return E.mapLeft(({ type }: NotRecorded): ExportFailure => ({ type: 'NotAudited', cause: type }))(recorded)
    }
    return E.right({ upTo, record })
  }

  return {
    toFile: async ({ file, ...wanted }) => {
      const prepared = await prepare(wanted)
      if (E.isLeft(prepared)) return prepared
      const { upTo, record } = prepared.right
      const { model, pagesOf } = customerExports[wanted.model]
      const pages = pagesOf(store, { after: undefined, upTo })
      return await exportFile({ ...wanted, model, file, pages, onWhole: (whole) => record(whole, undefined) })
    },
    toDirectory: async ({ directory, ...wanted }) => {
      const prepared = await prepare(wanted)
      if (E.isLeft(prepared)) return prepared
      const { upTo, record } = prepared.right
      const { model, pagesOf } = customerExports[wanted.model]
      return await exportParts({
        ...wanted,
        model,
        directory,
        upTo,
        pagesOf: (range) => pagesOf(store, range),
        onWhole: (whole, { after }) => record(whole, after)
      })
    }
  }
}
