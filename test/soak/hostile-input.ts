// node --expose-gc test/dist/soak/hostile-input.js [count] [seed]: how the door for writing fares with a million hostile inputs.
import { handMadeInputs, hostileInputs } from './hostile-inputs.js'
import { flaw, openDoor } from './judge.js'

const count = Number(process.argv[2] ?? 1_000_000)
const seed = Number(process.argv[3] ?? 1)
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`

const door = openDoor()
const outcomes = new Map<string, number>()
let slowest = 0
let total = 0

const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const meet = async (input: unknown): Promise<void> => {
  const before = performance.now()
  const outcome = await door.execute(input)
  const took = performance.now() - before
  total += took
  slowest = Math.max(slowest, took)
  const found = flaw(outcome)
  if (found !== undefined) throw new Error(found)
  const kind = outcome.outcome === 'refused' ? outcome.rejection.type : outcome.outcome
  outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1)
}

const began = performance.now()
let met = 0
for (const input of handMadeInputs()) {
  await meet(input)
  met += 1
}
console.log(`${met} hand-made inputs: ${((performance.now() - began) / 1_000).toFixed(1)} s, heap ${megabytes(heap())}`)
let rest = count - met
for (const input of hostileInputs(seed)) {
  if (rest-- <= 0) break
  await meet(input)
  met += 1
  if (met % 100_000 === 0) {
    const seconds = (performance.now() - began) / 1_000
    console.log(`${met} inputs: ${seconds.toFixed(1)} s, heap ${megabytes(heap())}, slowest ${slowest.toFixed(1)} ms`)
  }
}
await door.close()
console.log(
  `${met} inputs, ${((total / met) * 1_000).toFixed(1)} µs each in the door, slowest ${slowest.toFixed(1)} ms, heap ${megabytes(heap())}, peak ${megabytes(process.resourceUsage().maxRSS * 1_024)}`
)
console.log(Object.fromEntries([...outcomes].toSorted((a, b) => b[1] - a[1])))
