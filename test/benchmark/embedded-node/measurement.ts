/** What a benchmark answers: a median, what it is held against, and the least and the greatest of all runs. */
export interface Measurement {
  readonly value: number
  readonly reference: number
  readonly ratio: number
  readonly unit: string
  readonly runs: number
  readonly min: number
  readonly max: number
}

export interface Benchmark {
  readonly name: string
  run(): Promise<Measurement>
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

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
