import * as fc from 'fast-check'

const runs = Number(process.env['LAW_RUNS'] ?? 1_000)
const seed = Number(process.env['LAW_SEED'] ?? 20_260_105)

/** For a machine that does other things too. */
export const patience = { timeout: 90_000 }

/** Holds for each of a thousand generated values; `LAW_RUNS` and `LAW_SEED` ask for more and for other ones. */
export const law = <A>(values: fc.Arbitrary<A>, holds: (value: A) => void): void =>
  fc.assert(fc.property(values, holds), { seed, numRuns: runs })

/** The same for what takes time: a tenth as many. */
export const slowLaw = async <A>(values: fc.Arbitrary<A>, holds: (value: A) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(values, holds), { seed, numRuns: Math.ceil(runs / 10) })
