import { createReadStream } from 'node:fs'

/** A line longer than this is no command: twice what a command may hold. */
const longest = 524_288

export interface Line {
  /** Counted from 1. */
  readonly number: number
  /** Nothing where the line is too long or not UTF-8. */
  readonly text: string | undefined
}

const decoder = new TextDecoder('utf-8', { fatal: true })

const decode = (bytes: Buffer): string | undefined => {
  try {
    return bytes.length > longest ? undefined : decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** The lines of a file, one at a time; bytes that are no UTF-8 are not guessed at. Rejects where the file cannot be read. */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  let number = 0
  let rest: Buffer[] = []
  let restLength = 0
  const take = (tail: Buffer): Line => {
    const text = decode(restLength > longest ? Buffer.alloc(longest + 1) : Buffer.concat([...rest, tail]))
    rest = []
    restLength = 0
    number += 1
    return { number, text }
  }
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield take(chunk.subarray(start, end))
      start = end + 1
    }
    const tail = chunk.subarray(start)
    restLength += tail.length
    if (restLength <= longest) rest.push(tail)
    else rest = []
  }
  if (restLength > 0) yield take(Buffer.alloc(0))
}
