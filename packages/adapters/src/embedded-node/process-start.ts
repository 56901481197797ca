import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * When a process started, in whatever words the system has for it; undefined when there is no such process. A number can be
 * given to another process later, so only both together say who holds something.
 */
export const processStart = async (pid: number): Promise<string | undefined> => {
  if (process.platform === 'linux') return fromProc(pid)
  return process.platform === 'win32' ? fromSignal(pid) : fromPs(pid)
}

/** Clock ticks since this boot, so the boot is named too. The command's name may hold anything, spaces and brackets too. */
const fromProc = async (pid: number): Promise<string | undefined> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : `${boot.trim()}/${fields[18]}`
  } catch {
    return undefined
  }
}

const fromPs = async (pid: number): Promise<string | undefined> => {
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)])
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}

/** Says only that there is such a process: better a lock that is kept too long than one that is not. */
const fromSignal = (pid: number): string | undefined => {
  try {
    process.kill(pid, 0)
    return 'some time'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'some time' : undefined
  }
}
