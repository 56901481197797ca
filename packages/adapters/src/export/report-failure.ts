import { describeExportFailure, type ExportFailure } from './export-failure.js'

/** Why there is no report. */
export type ReportFailure =
  | ExportFailure
  /** The rows are made by another version of a fold now: the same bytes cannot be promised. */
  | {
      readonly type: 'OtherVersion'
      readonly name: string
      readonly stamped: number
      readonly live: number | undefined
    }
  /** The read models are not that far. */
  | { readonly type: 'NotReached'; readonly position: string }
  /** It came out differently: something was erased since, or is wrong. */
  | { readonly type: 'ReportDiffers'; readonly stamped: string; readonly found: string }

/** One line for a person. */
export const describeReportFailure = (failure: ReportFailure): string => {
  switch (failure.type) {
    case 'OtherVersion':
      return `the stamp is of version ${failure.stamped} of ${failure.name}, and version ${failure.live ?? 'none'} is shown now`
    case 'NotReached':
      return `the read models have not reached ${failure.position} yet`
    case 'ReportDiffers':
      return `the report came out differently: SHA-256 ${failure.found} instead of ${failure.stamped}`
    default:
      return describeExportFailure(failure)
  }
}
