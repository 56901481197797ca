import { type EventLog, NONE } from '@accountable/adapters/embedded-node/testing'

/** The numbers of all numbered events in a log, in its order, as their bodies say. */
export const storedNumbers = async (log: EventLog): Promise<readonly number[]> => {
  const entries = Array.from({ length: log.visible }, (_, entry) => entry).filter((e) => log.index.streamOf(e) !== NONE)
  const records = await log.records(entries)
  return records.map(({ data }) => (JSON.parse(data.toString()) as { n: number }).n)
}
