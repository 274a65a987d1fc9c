// How many threads a session may use.
import { ValueError } from '@infonce/core'
import { defaultThreads } from './platform.js'

/** Beyond this ONNX Runtime would spend its time on starting threads, or fail to. */
export const MOST_THREADS = 1024

/** The number asked for, or the default. Throws a `ValueError` for an impossible one. */
export function checkThreads(threads: number = defaultThreads()): number {
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS)
    throw new ValueError(`threads is ${threads}: expected a whole number from 1 to ${MOST_THREADS}`)
  return threads
}
