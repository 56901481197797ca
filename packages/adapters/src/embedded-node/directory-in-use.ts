/** Another process, or this one, has the directory already. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse'
  readonly directory: string
  /** The process that holds it. */
  readonly pid: number

  constructor(directory: string, pid: number, since: string) {
    super(`${directory} is in use by process ${pid}${pid === process.pid ? ' (this one)' : ''} since ${since}`)
    this.directory = directory
    this.pid = pid
  }
}
