export { feedMemory1mNode } from './feed-memory-1m-node.js'
export type { Benchmark, Measurement } from './measurement.js'
export { nodeDurable64 } from './node-durable-64.js'
export { nodeStart1m, nodeStart1mMemory } from './node-start-1m.js'
