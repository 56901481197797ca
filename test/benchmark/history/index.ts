export { export1m } from './export-1m.js'
export { history10k } from './history-10k.js'
