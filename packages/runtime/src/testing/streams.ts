// What tests of streams from workers share, in Node and in browsers.
import type { Said } from '../worker-stream.fixture.js'

/** Numbers in memory that a worker sees too. */
export const cells = (): Int32Array => new Int32Array(new SharedArrayBuffer(8))

/** All numbers that a worker says. */
export async function collect(events: AsyncIterable<Said>): Promise<number[]> {
  const numbers: number[] = []
  for await (const event of events) numbers.push((event as { number: number }).number)
  return numbers
}

/** What a promise fails with; nothing when it does not. */
export const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error) => error,
  )
