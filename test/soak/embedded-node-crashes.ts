// node dist/soak/embedded-node-crashes.js [CYCLES]: kills a node under load, 200 times by default, and looks for every event.
import { runCrashCycles } from '../adapters/embedded-node/crash-cycles.js'
import { inTemporaryDirectory } from '../adapters/embedded-node/temporary-directory.js'

const cycles = Number(process.argv[2] ?? 200)
const report = await inTemporaryDirectory((directory) =>
  runCrashCycles(directory, cycles, (cycle) => {
    if ((cycle + 1) % 20 === 0) console.log(`${cycle + 1} of ${cycles} kills`)
  })
)
const { acknowledged, lost, doubled, torn } = report
console.log(
  `${cycles} kills, ${acknowledged} events acknowledged: ${lost.length} lost, ${doubled.length} doubled, ${torn.length} gaps`
)
process.exit(lost.length + doubled.length + torn.length > 0 || acknowledged === 0 ? 1 : 0)
