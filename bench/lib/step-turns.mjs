// Programs that make training steps when they are told to, one after the other.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { peakBytes } from './process-figures.mjs'

/**
 * @typedef {object} Answer
 * @property {number} seconds wall
 * @property {number} cpuSeconds of all threads
 * @property {number[]} losses those that were computed
 */

/** A program in a process of its own, which answers each line with a line. */
export class SteppingProgram {
  version = ''
  /** Why it ended, if it did. */
  failure = ''

  /**
   * @param {string} name
   * @param {string} command
   * @param {string[]} commandArguments
   * @param {{ env?: Record<string, string | undefined>, tolerance?: number }} [options] what is added to this process's
   *   environment, or left out of it; and the most that one of its first losses may differ from the first program's,
   *   relative to it (default: 0, exactly the same)
   */
  constructor(name, command, commandArguments, { env = {}, tolerance = 0 } = {}) {
    this.name = name
    this.tolerance = tolerance
    this.process = spawn(command, commandArguments, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    })
    this.process.on('error', (error) => {
      this.failure = error.message
    })
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]()
  }

  /** Waits until it is ready. */
  async open() {
    this.version = (await this.answer()).version
  }

  /**
   * @param {number} steps
   * @param {number} lossEvery
   * @returns {Promise<Answer>}
   */
  async train(steps, lossEvery) {
    this.process.stdin.write(`${JSON.stringify({ steps, lossEvery })}\n`)
    return this.answer()
  }

  /** Most bytes that were resident in its process so far; undefined outside Linux. */
  get peak() {
    return peakBytes(this.process.pid)
  }

  async close() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.stdin.end()
    await once(this.process, 'close')
  }

  /** @returns {Promise<any>} */
  async answer() {
    const { value, done } = await this.lines.next()
    if (done) throw new Error(`${this.name} ended early${this.failure && `: ${this.failure}`}`)
    return JSON.parse(value)
  }
}

/** Milliseconds between turns, in which the threads of the one before go to sleep. */
const REST = 300

/**
 * Lets programs make steps in turns, after some whose losses must agree, and as many to warm up.
 * @param {readonly SteppingProgram[]} programs
 * @param {{ rounds: number, steps: number, lossEvery: number, checked: number, say: (text: string) => void }} options
 * @returns {Promise<Answer[][]>} of each program, those of its rounds
 * @throws Error when their losses differ: they do not train the same
 */
export async function takeTurns(programs, { rounds, steps, lossEvery, checked, say }) {
  /** @type {Answer[][]} */
  const answers = programs.map(() => [])
  /** @type {number[] | undefined} */
  let expected
  for (const program of programs) {
    const { losses } = await program.train(checked, 1)
    expected ??= losses
    const worst = Math.max(...losses.map((loss, i) => Math.abs(loss / (expected?.[i] ?? Number.NaN) - 1)))
    if (!(worst <= program.tolerance))
      throw new Error(`${program.name} does not train as ${programs[0]?.name} does: losses ${losses}, not ${expected}`)
    await program.train(checked, lossEvery)
    say(`${program.name} is warm`)
  }
  for (let round = 0; round < rounds; round++) {
    for (const [i, program] of programs.entries()) {
      await new Promise((resolve) => setTimeout(resolve, REST))
      answers[i]?.push(await program.train(steps, lossEvery))
    }
    say(`round ${round + 1} of ${rounds}`)
  }
  return answers
}
