// Which process something belongs to, and whether that process still runs.
import { readFileSync } from 'node:fs'

/**
 * Whether a process of this id runs, be it this one or one that this one may not signal. With `start`, what
 * {@link startOf} said of it, a later process that was given the same id is told apart.
 */
export function isRunning(pid: number, start: string | null = null): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const fields = statOf(pid)
  if (!fields) return true
  // A process that has ended keeps its id until its parent asks how, which some parents in containers never do.
  const [state, threads] = [fields[0], Number(fields[17])]
  if ((state === 'Z' || state === 'X') && threads <= 1) return false
  return start === null || start === fields[19]
}

/**
 * When a process started, in the system's own ticks, which no change of the clock moves, where /proc tells (Linux),
 * else null.
 */
export const startOf = (pid: number): string | null => statOf(pid)?.[19] ?? null

/** The fields of /proc/[pid]/stat from the third on: the second, the command in parentheses, may hold spaces. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
