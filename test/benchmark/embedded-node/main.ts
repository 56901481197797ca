// node dist/benchmark/embedded-node/main.js [NAME…]: the node's own benchmarks.
import * as benchmarks from './index.js'

const wanted = process.argv.slice(2)
for (const benchmark of Object.values(benchmarks)) {
  const { name } = benchmark
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { value, reference, ratio, unit, runs, min, max } = await benchmark.run()
  const figures = [value, reference, min, max].map((figure) => figure.toFixed(figure < 100 ? 2 : 0))
  console.log(
    `${name}: ${figures[0]} ${unit} against ${figures[1]}, ratio ${ratio.toFixed(2)} (${runs} runs, ${figures[2]}–${figures[3]})`
  )
}
process.exit(0)
