import { type Benchmark, type Measurement, median } from '../benchmark.js'

export type { Benchmark, Measurement }

/** Several runs of the same, against a reference measured in the same breath, or a fixed one. */
export const measurement = (unit: string, values: readonly number[], references: readonly number[]): Measurement => {
  const value = median(values)
  const reference = median(references)
  return {
    value,
    reference,
    ratio: value / reference,
    unit,
    runs: values.length,
    min: Math.min(...values),
    max: Math.max(...values)
  }
}
