export { asOfDirectory10k } from './as-of-directory-10k.js'
export { export1m } from './export-1m.js'
export { history10k } from './history-10k.js'
