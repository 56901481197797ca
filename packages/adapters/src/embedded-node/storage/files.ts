import * as fs from 'node:fs'
import { promisify } from 'node:util'

/** One open file of the log. */
export interface LogFile {
  size(): Promise<number>
  /** Reads up to `target.length` bytes; answers how many there were. */
  read(target: Uint8Array, at: number): Promise<number>
  /** The same, at once: for single events on the way of an append, which the page cache holds nearly always. */
  readNow(target: Uint8Array, at: number): number
  /** May write less than it was given, as the system call may. Answers how many bytes it wrote. */
  write(bytes: Uint8Array, at: number): Promise<number>
  /** The same, at once: for appends, whose few bytes the page cache takes in less time than another thread takes to wake up. */
  writeNow(bytes: Uint8Array, at: number): number
  /** Answers when the bytes are on the disk, not merely handed to the operating system. */
  sync(): Promise<void>
  truncate(size: number): Promise<void>
  close(): Promise<void>
}

/** Everything that the log asks of a file system, so that tests can make it fail. */
export interface Files {
  /** Names in a directory, which is created when it is missing. */
  list(directory: string): Promise<readonly string[]>
  open(path: string, mode: 'existing' | 'new'): Promise<LogFile>
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Makes created, renamed and removed names of a directory survive a power failure. */
  syncDirectory(directory: string): Promise<void>
  /** Bytes that may still be written to the directory's file system. */
  freeBytes(directory: string): Promise<number>
}

const read = promisify(fs.read)
const write = promisify(fs.write)
const datasync = promisify(fs.fdatasync)
const truncate = promisify(fs.ftruncate)
const stat = promisify(fs.fstat)
const close = promisify(fs.close)
const open = promisify(fs.open)

const logFile = (fd: number): LogFile => ({
  size: async () => (await stat(fd)).size,
  read: async (target, at) => (await read(fd, target, 0, target.length, at)).bytesRead,
  readNow: (target, at) => fs.readSync(fd, target, 0, target.length, at),
  write: async (bytes, at) => (await write(fd, bytes, 0, bytes.length, at)).bytesWritten,
  writeNow: (bytes, at) => fs.writeSync(fd, bytes, 0, bytes.length, at),
  sync: () => datasync(fd),
  truncate: (size) => truncate(fd, size),
  close: () => close(fd)
})

/** The file system of the machine. */
export const systemFiles: Files = {
  list: async (directory) => {
    await fs.promises.mkdir(directory, { recursive: true })
    return fs.promises.readdir(directory)
  },
  open: async (path, mode) => logFile(await open(path, mode === 'new' ? 'wx+' : 'r+', 0o600)),
  rename: (from, to) => fs.promises.rename(from, to),
  remove: (path) => fs.promises.rm(path, { force: true }),
  syncDirectory: async (directory) => {
    const handle = await fs.promises.open(directory, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  freeBytes: async (directory) => {
    const { bavail, bsize } = await fs.promises.statfs(directory)
    return bavail * bsize
  }
}
