/** What one benchmark found. */
export interface Measurement {
  /** Where it is not the benchmark's own. */
  readonly name?: string
  /** The median of our runs. */
  readonly value: number
  /** The median of the reference's runs, or the figure to keep below where there is nothing to compare with. */
  readonly reference: number
  /** The median of the rounds' ratios, each of our run to the reference's run beside it: a machine that drifts bends both alike. */
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

/** A measurement from the figures of several rounds, ours and the reference's in the same order; or from one figure to keep. */
export const measurement = (
  name: string,
  unit: string,
  ours: ReadonlyArray<number>,
  references: ReadonlyArray<number>
): Measurement => {
  const ratios = ours.map((value, round) => value / (references[round % references.length] ?? Number.NaN))
  return {
    name,
    value: median(ours),
    reference: median(references),
    ratio: median(ratios),
    unit,
    runs: ours.length,
    min: Math.min(...ours),
    max: Math.max(...ours)
  }
}

interface Sides {
  readonly unit: string
  readonly runs?: number
  readonly ours: () => Promise<number>
}

/**
 * Runs all sides in turn, each time another one first, after one run of each that does not count: what disturbs the machine
 * disturbs all, and so does the memory that the one before has left. One measurement for each reference, by its name.
 */
export const compareWithEach = async ({
  unit,
  runs = 5,
  ours,
  references
}: Sides & {
  readonly references: Readonly<Record<string, () => Promise<number>>>
}): Promise<ReadonlyArray<Measurement>> => {
  const mine = { name: 'ours', run: ours, values: [] as Array<number> }
  const others = Object.entries(references).map(([name, run]) => ({ name, run, values: [] as Array<number> }))
  const sides = [mine, ...others]
  for (let round = 0; round <= runs; round++) {
    const first = round % sides.length
    for (const side of [...sides.slice(first), ...sides.slice(0, first)]) {
      const value = await side.run()
      if (round > 0) side.values.push(value)
    }
  }
  return others.map(({ name, values }) => measurement(name, unit, mine.values, values))
}

/** The same with one reference. */
export const compare = async ({
  name,
  reference,
  ...sides
}: Sides & { readonly name: string; readonly reference: () => Promise<number> }): Promise<Measurement> => {
  const [only] = await compareWithEach({ ...sides, references: { [name]: reference } })
  if (only === undefined) throw new Error(`nothing was measured for ${name}`)
  return only
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
