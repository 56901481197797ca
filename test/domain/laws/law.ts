import * as fc from 'fast-check'

const runs = Number(process.env['LAW_RUNS'] ?? 2_000)
const seed = Number(process.env['LAW_SEED'] ?? 20_260_105)

/** Holds for each of thousands of generated values; `LAW_RUNS` and `LAW_SEED` ask for other ones. */
export const law = <A>(values: fc.Arbitrary<A>, holds: (value: A) => void, share = 1): void =>
  fc.assert(fc.property(values, holds), { seed, numRuns: Math.ceil(runs * share) })

/** The same for what takes time: a tenth as many. */
export const slowLaw = async <A>(values: fc.Arbitrary<A>, holds: (value: A) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(values, holds), { seed, numRuns: Math.ceil(runs / 10) })
