import type { Either } from 'fp-ts/lib/Either.js'

/** A write model as two pure, total functions: what a command does to a state, and what an event does to it. */
export interface Decider<Command, State, Event, Rejection> {
  readonly initialState: State
  readonly decide: (command: Command, state: State) => Either<Rejection, ReadonlyArray<Event>>
  readonly evolve: (state: State, event: Event) => State
}

/** The state after these events, from the beginning or from a state already folded. */
export const fold =
  <State, Event>({ initialState, evolve }: Pick<Decider<never, State, Event, unknown>, 'initialState' | 'evolve'>) =>
  (events: Iterable<Event>, from: State = initialState): State => {
    let state = from
    for (const event of events) state = evolve(state, event)
    return state
  }
