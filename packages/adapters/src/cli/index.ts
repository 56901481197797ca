export { ReportStamp as ReportJson } from '../export/index.js'
export { exitCode } from './exit-code.js'
export { ExportJson } from './export-format.js'
export { ImportJson } from './import-format.js'
export { AccountJson, BlameJson, DiffJson, HistoryJson, PermissionsJson } from './json-formats.js'
export { CustomersJson, HeldPermissionsJson, LogJson } from './list-formats.js'
export { MendedJson, NodeJson } from './node-formats.js'
export {
  ComparisonJson,
  PartitionsJson,
  ProjectionsJson,
  RebuildJson,
  ReconciliationJson,
  ReplayedJson,
  VersionJson
} from './projection-formats.js'
export { runCli } from './run-cli.js'
export type { Terminal } from './terminal.js'
