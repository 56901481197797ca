import * as E from 'fp-ts/lib/Either.js'

/** What the command line ends with. */
export const exitCode = {
  answered: 0,
  /** The question was understood and there is no such customer, moment, model …; or a file is in the way. */
  noAnswer: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** A store could not be opened, or did not answer; the same command may succeed later. */
  unavailable: 3
} as const

/** Ends a command with one line for a person. Thrown by commands, caught by `runCli`, seen by nobody else. */
export class CommandFailure extends Error {
  readonly exitCode: number

  constructor(message: string, code: number = exitCode.noAnswer) {
    super(message)
    this.exitCode = code
  }
}

/** What a port answered; a port that did not answer ends the command. */
export const reply = <A>(answer: E.Either<{ readonly type: string; readonly message?: string }, A>): A => {
  if (E.isRight(answer)) return answer.right
  throw new CommandFailure(answer.left.message ?? answer.left.type, exitCode.unavailable)
}
