export type {
  AppendError,
  Appended,
  AppendImpossible,
  EventStore,
  NewEvent,
  OutcomeUnknown,
  ReadError,
  RevisionMismatch,
  StoreUnavailable,
  StreamDeleted
} from './event-store.js'
