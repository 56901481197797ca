export type { AttemptEvent, CommandRefused, CommandUnchanged, RefusalsSummarised } from './attempt-events.js'
export { attemptCategory, attemptStream, decodeAttemptEvent, encodeAttemptEvent } from './attempt-events.js'
export { attemptWindow } from './attempt-memory.js'
export type { AttemptCounts } from './attempt-queue.js'
export type { CustomerApplication, ExecuteOptions } from './customer-application.js'
export { createCustomerApplication } from './customer-application.js'
export type { Environment, Log } from './environment.js'
export type {
  AppendError,
  Appended,
  AppendImpossible,
  EventStore,
  NewEvent,
  OutcomeUnknown,
  ReadError,
  ReadOptions,
  RevisionMismatch,
  StoreUnavailable,
  StreamDeleted
} from './event-store.js'
export type { CustomerDataExported } from './export-events.js'
export { decodeExportEvent, exportCategory } from './export-events.js'
export { refusalsPerHour } from './hourly-limit.js'
export { inputLimits } from './limits.js'
export type { Loaded } from './load-customer.js'
export type {
  Accepted,
  Failed,
  FailureCause,
  InvalidCommand,
  Outcome,
  Refused,
  Rejection,
  Unchanged
} from './outcome.js'
export type { ExportAudit, ExportRecord, NotRecorded } from './record-export.js'
export { createExportAudit } from './record-export.js'
