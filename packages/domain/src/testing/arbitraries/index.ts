export { customerCommands } from './commands.js'
export { customerEvents, eventSequences } from './events.js'
export type { CustomerHistory, HistoryStep } from './histories.js'
export { customerHistories } from './histories.js'
