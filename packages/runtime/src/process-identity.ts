// Which process something belongs to, and whether that process still runs.
import { readFile } from 'node:fs/promises'

/** Whether a process of this id runs, be it this one or one that this one may not signal. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/**
 * When a process started, in the system's own ticks, where /proc tells (Linux), else null. With it a process is
 * told apart from a later one that was given the same id.
 */
export async function startOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field is the command in parentheses and may hold spaces; the start time is the 22nd field.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
