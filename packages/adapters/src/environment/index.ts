export { nodeEnvironment } from './node-environment.js'
