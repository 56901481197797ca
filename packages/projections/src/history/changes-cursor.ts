import { formatPosition, type Position, parsePosition } from '@accountable/domain/kernel'

/** How far somebody has come with the changes of a table. */
export interface ChangesCursor {
  readonly table: string
  /** Everything up to and including it was handed out; nothing at the beginning. */
  readonly at: Position | undefined
  /** But not this: of customers whose events were parked there, the rows from that position on. */
  readonly held: ReadonlyMap<string, Position>
}

/** Text that a job can keep: `followChanges` goes on from it. */
export const formatCursor = ({ table, at, held }: ChangesCursor): string =>
  encodeURIComponent(
    JSON.stringify([
      table,
      at === undefined ? null : formatPosition(at),
      ...[...held].map(([customer, position]) => [customer, formatPosition(position)])
    ])
  )

const partsOf = (text: string): ReadonlyArray<unknown> => {
  try {
    const parts: unknown = JSON.parse(decodeURIComponent(text))
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}

const positionOf = (part: unknown): Position | undefined => (typeof part === 'string' ? parsePosition(part) : undefined)

/** The inverse of `formatCursor`; nothing for any other text, and for the cursor of another table. */
export const parseCursor = (text: string, table: string): ChangesCursor | undefined => {
  const [name, place, ...parts] = partsOf(text)
  const at = positionOf(place)
  if (name !== table || (at === undefined && place !== null)) return undefined
  const held = new Map<string, Position>()
  for (const part of parts) {
    const [customer, from] = Array.isArray(part) ? part : []
    const position = positionOf(from)
    if (typeof customer !== 'string' || position === undefined) return undefined
    held.set(customer, position)
  }
  return { table, at, held }
}
