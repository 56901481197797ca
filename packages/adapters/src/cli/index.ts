export { exitCode } from './exit-code.js'
export { AccountJson, BlameJson, DiffJson, HistoryJson, PermissionsJson } from './json-formats.js'
export { runCli } from './run-cli.js'
export type { Terminal } from './terminal.js'
