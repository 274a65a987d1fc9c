// What the worker of the tests of streams does, by the name of what is asked for. Runs in Node and in a browser.
import { InfonceError } from '@infonce/core'
import { LockError } from './errors.js'
import { turnEventLoop } from './event-loop-turns.js'
import { TrainingError } from './training-loop.js'
import { type StreamHandler, transferring } from './worker-stream-serve.js'

/** What a test asks for, and the numbers it wants to say. */
export interface Asked {
  readonly work: string
  readonly shared?: Int32Array
  readonly count?: number
}

export type Said = { readonly number: number } | { readonly data: Float32Array; readonly left?: number }

/** Keeps the thread busy without letting anything else have a turn. */
function block(milliseconds: number): void {
  for (const start = performance.now(); performance.now() - start < milliseconds; );
}

class UnheardOfError extends InfonceError {
  override name = 'UnheardOfError'
}

const works: Readonly<Record<string, StreamHandler<Asked, Said>>> = {
  /** 0 … count − 1. */
  async *count({ count = 0 }: Asked): AsyncGenerator<Said> {
    for (let number = 0; number < count; number++) yield { number }
  },

  /** Counts for ever by microtasks alone, and notes in `shared` how far it came and that it came to its end. */
  async *forever({ shared }: Asked): AsyncGenerator<Said> {
    try {
      for (let number = 0; ; number++) {
        Atomics.store(shared!, 0, number)
        yield { number }
      }
    } finally {
      Atomics.store(shared!, 1, 1)
    }
  },

  /** Long blocking steps with a turn of the event loop between them, until the signal; then a last event. */
  async *steps({ shared }: Asked, signal: AbortSignal): AsyncGenerator<Said> {
    try {
      yield { number: 0 }
      for (let step = 1; !signal.aborted; step++) {
        Atomics.store(shared!, 0, step)
        block(100)
        await turnEventLoop()
      }
      yield { number: -1 }
    } finally {
      Atomics.store(shared!, 1, 1)
    }
  },

  /** Counts until the signal; then says two things more, and notes in `shared` that it came to its own end. */
  async *saveWhenStopped({ shared }: Asked, signal: AbortSignal): AsyncGenerator<Said> {
    for (let number = 0; !signal.aborted; number++) yield { number }
    yield { number: -1 }
    yield { number: -2 }
    Atomics.store(shared!, 1, 1)
  },

  /** Counts until the signal, and then fails. */
  async *failToSave(_: Asked, signal: AbortSignal): AsyncGenerator<Said> {
    for (let number = 0; !signal.aborted; number++) yield { number }
    throw new LockError('the lock cannot be given back')
  },

  /** Says whether the signal was given before anything began, then throws its reason when it is given. */
  async *throwWhenAborted(_: Asked, signal: AbortSignal): AsyncGenerator<Said> {
    yield { number: signal.aborted ? 1 : 0 }
    while (!signal.aborted) await turnEventLoop()
    signal.throwIfAborted()
  },

  /** Moves an array to the host, then tells what is left of it here. */
  async *transfer(): AsyncGenerator<Said> {
    const data = Float32Array.of(1, 2, 3)
    yield transferring({ data }, [data.buffer])
    yield { data: new Float32Array(0), left: data.buffer.byteLength }
  },

  async *fail(): AsyncGenerator<Said> {
    yield { number: 0 }
    throw new TrainingError('step 3: the loss is NaN', { cause: new RangeError('deep', { cause: 'deeper' }) })
  },

  async *failInSystem(): AsyncGenerator<Said> {
    yield { number: 0 }
    throw Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open', unclonable: () => 0 })
  },

  // biome-ignore lint/correctness/useYield: it fails before its first event
  async *failForeign(): AsyncGenerator<Said> {
    throw new UnheardOfError('who knows me?')
  },

  // biome-ignore lint/correctness/useYield: it fails before its first event
  async *failByBug(): AsyncGenerator<Said> {
    throw new TypeError('x is not a function')
  },

  // biome-ignore lint/correctness/useYield: it fails before its first event
  async *throwNoError(): AsyncGenerator<Said> {
    throw 'a text'
  },

  /** An event that no channel takes. */
  async *unclonable({ shared }: Asked): AsyncGenerator<Said> {
    try {
      yield { number: (() => 0) as unknown as number }
    } finally {
      Atomics.store(shared!, 1, 1)
    }
  },

  /** Fails while it is being left. */
  async *failWhenLeft(): AsyncGenerator<Said> {
    try {
      for (let number = 0; ; number++) yield { number }
    } finally {
      await Promise.reject(new LockError('the lock cannot be given back'))
    }
  },

  /** Says something, then the worker is gone. */
  async *die({ count = 0 }: Asked): AsyncGenerator<Said> {
    for (let number = 0; number < count; number++) yield { number }
    if (typeof process === 'object') process.exit(3)
    ;(globalThis as unknown as { close(): void }).close()
    await new Promise(() => {})
  },

  /** An error that no handler catches, from a timer. */
  async *crash(): AsyncGenerator<Said> {
    yield { number: 0 }
    setTimeout(() => {
      throw new Error('a timer went wrong')
    })
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  },

  /** More memory than a small worker has. */
  async *fillMemory(): AsyncGenerator<Said> {
    const hoard: number[][] = []
    for (let number = 0; ; number++) {
      yield { number }
      for (let i = 0; i < 1000; i++) hoard.push(Array.from({ length: 1000 }, Math.random))
    }
  },
}

export const handler: StreamHandler<Asked, Said> = (asked, signal) => works[asked.work]!(asked, signal)
