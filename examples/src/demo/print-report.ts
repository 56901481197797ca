import { printAccount } from './print-account.js'
import { printActivityLog } from './print-activity-log.js'
import { printPermissions } from './print-permissions.js'
import { printLines, printSummary } from './print-summary.js'
import type { DemoReport } from './report.js'

/** The report for a person: at most 120 columns wide, what became of it last. */
export const printReport = (report: DemoReport): string =>
  [
    printAccount(report),
    ...printActivityLog(report),
    printPermissions(report),
    printSummary(report),
    ...printLines(report)
  ].join('\n')
