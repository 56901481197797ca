import { readFile } from 'node:fs/promises'

/** Resident memory of another process, in MiB. Linux only: there is no portable way to ask. */
export const residentMemory = async (pid: number): Promise<number> => {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  if (kilobytes === undefined) throw new Error(`process ${pid} has no resident memory`)
  return Number(kilobytes) / 1024
}
