/** What one benchmark found. `ratio` is ours against the reference, both measured in the same run. */
export interface Measurement {
  /** Where it is not the benchmark's own. */
  readonly name?: string
  /** The median of our runs. */
  readonly value: number
  /** The median of the reference's runs, or the figure to keep below where there is nothing to compare with. */
  readonly reference: number
  readonly ratio: number
  readonly unit: string
  readonly runs: number
  readonly min: number
  readonly max: number
}

/** Every export of the `index` of a folder below `benchmark/` that looks like this is one. */
export interface Benchmark {
  readonly name: string
  /** Options of Node that it asks for: it then runs, with its reference, in a process of its own. */
  readonly nodeOptions?: ReadonlyArray<string>
  /** More than one measurement where one run answers several questions. */
  readonly run: () => Promise<Measurement | ReadonlyArray<Measurement>>
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** A measurement from the figures of several runs. */
export const measurement = (
  name: string,
  unit: string,
  ours: ReadonlyArray<number>,
  references: ReadonlyArray<number>
): Measurement => {
  const [value, reference] = [median(ours), median(references)]
  return {
    name,
    value,
    reference,
    ratio: value / reference,
    unit,
    runs: ours.length,
    min: Math.min(...ours),
    max: Math.max(...ours)
  }
}

/** Runs both sides in turn, after one run of each that does not count: what disturbs the machine disturbs both. */
export const compare = async ({
  name,
  unit,
  runs = 5,
  ours,
  reference
}: {
  readonly name: string
  readonly unit: string
  readonly runs?: number
  readonly ours: () => Promise<number>
  readonly reference: () => Promise<number>
}): Promise<Measurement> => {
  const [mine, others]: [Array<number>, Array<number>] = [[], []]
  for (let run = 0; run <= runs; run++) {
    const [a, b] = [await ours(), await reference()]
    if (run === 0) continue
    mine.push(a)
    others.push(b)
  }
  return measurement(name, unit, mine, others)
}

/** How many a second: does `work` so often, so many at a time. */
export const perSecond = async (count: number, inFlight: number, work: () => Promise<void>): Promise<number> => {
  const start = performance.now()
  let left = count
  const worker = async (): Promise<void> => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return (count / (performance.now() - start)) * 1_000
}
