const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its file system makes no directories',
  ENOTDIR: 'a part of that path is a file',
  EEXIST: 'it is a file',
  EACCES: 'permission is missing',
  EPERM: 'permission is missing',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full',
  ENAMETOOLONG: 'that name is too long'
}

/** What the operating system said, in words; anything else that was thrown as it says itself. */
export const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}

/** Does what needs a disk, and says in one line what could not be done where the operating system refused it. */
export const orReason = async <A>(what: string, work: () => Promise<A>): Promise<A> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new Error(`${what}: ${reasonOf(error)}`, { cause: error })
  }
}
