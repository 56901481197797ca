import { comparePositions, type Position } from '@accountable/domain/kernel'
import type { ReadModelStore, ReadModelsUnavailable } from '@accountable/projections'
import * as E from 'fp-ts/lib/Either.js'

/** How far all of some projections have come, and their versions that are shown. */
export interface LiveProjections {
  readonly upTo: Position
  readonly versions: ReadonlyArray<{ readonly name: string; readonly version: number }>
}

const unavailable = (message: string): E.Either<ReadModelsUnavailable, never> =>
  E.left({ type: 'ReadModelsUnavailable', message })

/** The slowest of these projections decides; where one has not begun there is nothing. */
export const liveProjections = async (
  store: ReadModelStore,
  names: ReadonlyArray<string>
): Promise<E.Either<ReadModelsUnavailable, LiveProjections>> => {
  const members = await store.members()()
  if (E.isLeft(members)) return members
  const live = members.right.filter((member) => member.live && names.includes(member.name))
  let upTo: Position | undefined
  for (const { name, group } of live) {
    const checkpoint = await store.checkpoint(group)()
    if (E.isLeft(checkpoint)) return checkpoint
    const at = checkpoint.right?.position
    if (at === undefined) return unavailable(`${name} has not begun`)
    if (upTo === undefined || comparePositions(at, upTo) < 0) upTo = at
  }
  if (upTo === undefined || live.length < names.length) return unavailable(`${names.join(', ')}: nobody runs them yet`)
  return E.right({ upTo, versions: live.map(({ name, version }) => ({ name, version })) })
}
