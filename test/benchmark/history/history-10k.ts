import { createCustomerHistories, parseMoment } from '@accountable/projections/history'
import { contoso } from '../../projections/history/seed-store.js'
import { type Benchmark, measurement } from '../benchmark.js'
import { longHistory } from './long-history.js'

const events = 10_000
const runs = 5

const seconds = async (work: () => Promise<{ readonly type: string }>): Promise<number> => {
  const start = performance.now()
  const { type } = await work()
  if (type !== 'found') throw new Error(type)
  return (performance.now() - start) / 1_000
}

/** An auditor's questions about a customer with 10,000 events, read from a store in memory; seconds, against what is allowed. */
export const history10k: Benchmark = {
  name: 'history-10k',
  run: async () => {
    const histories = createCustomerHistories(await longHistory(events))
    const middle = parseMoment('5000')
    if (middle === undefined) throw new Error('no moment')
    const questions = {
      'history-10k': () => histories.history(contoso),
      'blame-10k': () => histories.blame(contoso),
      'state-as-of-10k': () => histories.stateAsOf(contoso, middle)
    }
    const found = []
    for (const [name, question] of Object.entries(questions)) {
      const times: number[] = []
      for (let run = 0; run <= runs; run++) {
        const time = await seconds(question)
        if (run > 0) times.push(time)
      }
      found.push(measurement(name, 's', times, [1]))
    }
    return found
  }
}
