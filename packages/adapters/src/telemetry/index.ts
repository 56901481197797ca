export { measureProjections } from './measure-projections.js'
