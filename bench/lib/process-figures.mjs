// Figures of a process from /proc; undefined where that is not there, outside Linux.
import { readFileSync, writeFileSync } from 'node:fs'

/** Ticks a second of the CPU times in /proc: fixed at 100 in what Linux shows to programs. */
const TICKS = 100

/**
 * CPU of all threads so far, in seconds.
 * @param {number | 'self' | undefined} pid
 */
export function cpuSeconds(pid) {
  const text = readProc(pid, 'stat')
  if (text === undefined) return undefined
  // The second field is the program's name in brackets, which may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/**
 * The most memory resident so far. It belongs to the program alone: what getrusage tells of a child begins with the
 * size of the process that started it.
 * @param {number | 'self' | undefined} pid
 */
export function peakBytes(pid) {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')
  return match ? Number(match[1]) * 1024 : undefined
}

/**
 * Lets the peak begin anew at what is resident now.
 * @param {number | 'self' | undefined} pid
 */
export function resetPeak(pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // Not Linux, or not allowed: the peak is then that of the whole program.
  }
}

/**
 * @param {number | 'self' | undefined} pid
 * @param {string} name
 */
function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}
