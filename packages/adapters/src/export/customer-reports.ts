import type { ExportAudit } from '@accountable/domain/application'
import { type Actor, comparePositions, formatPosition, type Position, parsePosition } from '@accountable/domain/kernel'
import type { ReadModelStore } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'
import { type CustomerExportName, customerExports } from './customer-exports.js'
import { type ExportedFile, exportFile, type OnWhole } from './export-file.js'
import { type LiveProjections, liveProjections } from './live-projections.js'
import type { ReportFailure } from './report-failure.js'
import type { ReportStamp } from './report-stamp.js'
import type { ExportFormat } from './row-encoder.js'
import type { RowSelection } from './select-versions.js'

/** A report to be made: rows of a read model as they were, of all customers or of one. */
export interface CustomerReport {
  readonly model: CustomerExportName
  readonly format: ExportFormat
  readonly actor: Actor
  readonly file: string
  /** Milliseconds since 1970, inclusive; the state that is known if not given. */
  readonly asOf?: number
  /** Which clock `asOf` is read on. Default: effective. */
  readonly clock?: 'effective' | 'recorded'
  readonly customerId?: string
}

/** Reports that can be made again from their stamp, byte for byte, also after a rebuild. */
export interface CustomerReports {
  /** Makes a report into a new file and answers its stamp. */
  readonly run: (wanted: CustomerReport) => Promise<E.Either<ReportFailure, ReportStamp>>
  /** Makes it again; there is a file only if its bytes are those of the stamp. */
  readonly rerun: (
    stamp: ReportStamp,
    by: Pick<CustomerReport, 'actor' | 'file'>
  ) => Promise<E.Either<ReportFailure, ReportStamp>>
}

/** What a report will be, before it is made. */
type Plan = Omit<ReportStamp, 'rows' | 'contentHash' | 'model'> & { readonly model: CustomerExportName }

const selectionOf = ({ parameters: { asOf, clock, customerId } }: Plan, upTo: Position): RowSelection => {
  const at = asOf === null ? undefined : Date.parse(asOf)
  return {
    after: undefined,
    upTo,
    ...(customerId === null ? {} : { customerId }),
    ...(at === undefined ? {} : { asOf: clock === 'effective' ? { effectiveAt: at } : { recordedAt: at } })
  }
}

const isKnown = (name: string): name is CustomerExportName => Object.hasOwn(customerExports, name)

const other = (name: string, stamped: number, now: number | undefined): E.Either<ReportFailure, never> =>
  E.left({ type: 'OtherVersion', name, stamped, live: now })

/** The plan of a stamp, if the same columns and folds are in force. */
const planAgain = (
  { rows: _rows, contentHash: _hash, ...stamp }: ReportStamp,
  live: LiveProjections
): E.Either<ReportFailure, Plan> => {
  const { model, modelVersion } = stamp
  if (!isKnown(model)) return other(model, modelVersion, undefined)
  const { version } = customerExports[model].model
  if (version !== modelVersion) return other(model, modelVersion, version)
  for (const { name, version: stamped } of stamp.projections) {
    const now = live.versions.find((one) => one.name === name)?.version
    if (now !== stamped) return other(name, stamped, now)
  }
  return E.right({ ...stamp, model })
}

/** Reports over read models; `audit` decides who may and records each as an export. */
export const createCustomerReports = (store: ReadModelStore, audit: ExportAudit): CustomerReports => {
  const make = async (
    plan: Plan,
    upTo: Position,
    { actor, file }: Pick<CustomerReport, 'actor' | 'file'>,
    contentHash?: string
  ): Promise<E.Either<ReportFailure, ReportStamp>> => {
    let differs: ReportFailure | undefined
    const onWhole: OnWhole = async ({ rows, sha256 }) => {
      if (contentHash !== undefined && sha256 !== contentHash) {
        differs = { type: 'ReportDiffers', stamped: contentHash, found: sha256 }
        return E.left({ type: 'NotAudited', cause: differs.type })
      }
      const { model, modelVersion: version, format, parameters } = plan
      const record = {
        model,
        parameters: { report: true, version, format, ...parameters },
        fromPosition: null,
        toPosition: plan.position,
        rows,
        contentHash: sha256
      }
      const recorded = await audit.record(actor, record)
      return E.isLeft(recorded) ? E.left({ type: 'NotAudited', cause: recorded.left.type }) : recorded
    }
    const { model, pagesOf } = customerExports[plan.model]
    const pages = pagesOf(store, selectionOf(plan, upTo))
    const made = await exportFile({ model, format: plan.format, file, pages, onWhole })
    if (differs !== undefined) return E.left(differs)
    return E.map(({ rows, sha256 }: ExportedFile): ReportStamp => ({ ...plan, rows, contentHash: sha256 }))(made)
  }

  const denied = (actor: Actor): E.Either<ReportFailure, never> | undefined =>
    audit.mayExport(actor) ? undefined : E.left({ type: 'NotAudited', cause: 'RoleNotAllowed' })

  return {
    run: async ({ model, format, asOf, clock = 'effective', customerId, ...by }) => {
      const refusal = denied(by.actor)
      if (refusal !== undefined) return refusal
      const { projections, model: columns } = customerExports[model]
      const live = await liveProjections(store, projections)
      if (E.isLeft(live)) return live
      const parameters = {
        asOf: asOf === undefined ? null : new Date(asOf).toISOString(),
        clock,
        customerId: customerId ?? null
      }
      const position = formatPosition(live.right.upTo)
      const plan = {
        stamp: 1,
        model,
        modelVersion: columns.version,
        format,
        parameters,
        position,
        projections: live.right.versions
      } as const
      return await make(plan, live.right.upTo, by)
    },
    rerun: async (stamp, by) => {
      const refusal = denied(by.actor)
      if (refusal !== undefined) return refusal
      const names = stamp.projections.map(({ name }) => name)
      const live = await liveProjections(store, names)
      if (E.isLeft(live)) return live
      const plan = planAgain(stamp, live.right)
      if (E.isLeft(plan)) return plan
      const upTo = parsePosition(stamp.position)
      if (upTo === undefined || comparePositions(live.right.upTo, upTo) < 0) {
        return E.left({ type: 'NotReached', position: stamp.position })
      }
      return await make(plan.right, upTo, by, stamp.contentHash)
    }
  }
}
