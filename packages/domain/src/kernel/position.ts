declare const brand: unique symbol

/** A record's place in the whole log: a pair that EventStoreDB orders by commit, then by prepare. `commit:prepare` as text. */
export interface Position {
  readonly commit: bigint
  readonly prepare: bigint
  readonly [brand]: 'Position'
}

/** The position of a record; a subscription's checkpoint (prepare 0) is not one and never becomes one. */
export const position = (commit: bigint, prepare: bigint): Position => ({ commit, prepare }) as Position

/** Negative, zero or positive, as `Array.sort` wants it. */
export const comparePositions = (a: Position, b: Position): number => {
  if (a.commit !== b.commit) return a.commit < b.commit ? -1 : 1
  if (a.prepare !== b.prepare) return a.prepare < b.prepare ? -1 : 1
  return 0
}

/** The later of two positions, where either may be missing. */
export const latestPosition = (a: Position | undefined, b: Position | undefined): Position | undefined => {
  if (a === undefined || b === undefined) return a ?? b
  return comparePositions(a, b) < 0 ? b : a
}

/** `commit:prepare`, both decimal. */
export const formatPosition = ({ commit, prepare }: Position): string => `${commit}:${prepare}`

/** The inverse of `formatPosition`; nothing for any other text. */
export const parsePosition = (text: string): Position | undefined => {
  const [, commit, prepare] = /^(\d{1,20}):(\d{1,20})$/.exec(text) ?? []
  return commit === undefined || prepare === undefined ? undefined : position(BigInt(commit), BigInt(prepare))
}
