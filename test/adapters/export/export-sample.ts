import { type ExportFormat, exportParts, type PositionRange } from '@accountable/adapters/export'
import { position } from '@accountable/domain/kernel'
import * as E from 'fp-ts/lib/Either.js'
import { sampleModel, sampleRow } from './sample-model.js'

/** Exports the sample rows up to a position: row n lies at position n, counted from 1, fifty of them a page. */
export const exportSample = (
  directory: string,
  format: ExportFormat,
  upTo: number,
  onStep?: (step: string) => void
) => {
  async function* pagesOf({ after, upTo: last }: PositionRange) {
    for (let next = Number(after?.commit ?? 0n) + 1; next <= Number(last.commit); next += 50) {
      const size = Math.min(50, Number(last.commit) - next + 1)
      yield E.right(Array.from({ length: size }, (_, index) => sampleRow(next + index)))
      onStep?.('page')
    }
  }
  return exportParts({
    model: sampleModel,
    format,
    directory,
    upTo: position(BigInt(upTo), BigInt(upTo)),
    pagesOf,
    ...(onStep && { onStep })
  })
}
