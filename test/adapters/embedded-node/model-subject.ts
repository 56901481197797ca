import type { Answer, Operation, StreamModel } from './stream-model.js'

export type Step = Exclude<Operation, { kind: 'restart' }>

/** What is held against the model. */
export interface Subject {
  apply(step: Step): Promise<Answer>
  read(stream: string): Promise<ReturnType<StreamModel['read']>>
  restart(): Promise<void>
}

export const metadataOf = ({ maxCount, truncateBefore }: Extract<Step, { kind: 'metadata' }>): string =>
  JSON.stringify({ $maxCount: maxCount, $tb: truncateBefore })
