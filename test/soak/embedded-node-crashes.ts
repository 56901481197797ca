// node dist/soak/embedded-node-crashes.js [CYCLES [EVENT_SIZE]]: kills a node under load, 200 times with events of 300 bytes by
// default, and looks for every event.
import { status } from '@grpc/grpc-js'
import { runCrashCycles } from '../adapters/embedded-node/crash-cycles.js'
import { inTemporaryDirectory } from '../adapters/embedded-node/temporary-directory.js'

// The official client leaves promises of its own unhandled when a connection breaks under load.
process.on('unhandledRejection', (error) => {
  if ((error as { readonly code?: unknown }).code !== status.UNAVAILABLE) throw error
})

const [cycles = 200, eventSize = 300] = process.argv.slice(2).map(Number)
const onCycle = (cycle: number): void => {
  if ((cycle + 1) % 20 === 0) console.log(`${cycle + 1} of ${cycles} kills`)
}
const { acknowledged, lost, doubled, torn } = await inTemporaryDirectory((directory) =>
  runCrashCycles(directory, { cycles, eventSize, onCycle })
)
console.log(
  `${cycles} kills, ${acknowledged} events acknowledged: ${lost.length} lost, ${doubled.length} doubled, ${torn.length} gaps`
)
process.exit(lost.length + doubled.length + torn.length > 0 || acknowledged === 0 ? 1 : 0)
