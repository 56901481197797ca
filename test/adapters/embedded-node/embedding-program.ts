// node embedding-program.js DIR: embeds a node, appends until that fails, and prints what it hears of the node.
import { startEmbeddedNode } from '@accountable/adapters/embedded-node'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'

const node = await startEmbeddedNode({ directory: process.argv[2] as string })
const client = EventStoreDBClient.connectionString(node.connectionString)
const append = () =>
  client.appendToStream('numbers', jsonEvent({ type: 'padded', data: { padding: 'x'.repeat(5000) } }))
while (await append().then(Boolean, () => false));
console.log((await node.failed).message)
await client.dispose()
await node.close()
