/** What is wrong with a file, said so that somebody can mend it. */
export interface FileProblem {
  readonly file: string
  /** Counted from 1; absent where the file as a whole is meant. */
  readonly line?: number
  /** Dotted; empty for the line as a whole. */
  readonly path: string
  readonly code: string
  readonly message: string
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission to read it is missing',
  EISDIR: 'it is a directory'
}

/** A file that could not be opened or read. */
export const unreadableFile = (file: string, error: unknown): FileProblem => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'Unreadable'
  return { file, path: '', code, message: `expected a readable file: ${reasons[code] ?? code}` }
}

/** `FILE:LINE path: message`. */
export const describeProblem = ({ file, line, path, message }: FileProblem): string =>
  `${file}${line === undefined ? '' : `:${line}`}${path === '' ? '' : ` ${path}`}: ${message}`
