// Runs one measurement in a process of its own, and gathers what it tells, also when it dies or hangs.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('measure.mjs', import.meta.url))
const KEPT_OUTPUT = 4000

/**
 * @typedef {object} Result
 * @property {import('./measure.mjs').Job} job
 * @property {string} [version] of ONNX Runtime
 * @property {boolean} [partlyOnCpu]
 * @property {Map<number, number>} losses by step
 * @property {number} made steps, as far as is known
 * @property {number} [stepsPerSecond]
 * @property {string} [unusable] why the provider cannot be used here
 * @property {string} [failure] what went wrong, in one line
 */

/**
 * Measures; never throws for what happens in the process.
 * @param {import('./measure.mjs').Job} job
 * @param {number} timeout in seconds
 * @returns {Promise<Result>}
 */
export function measureInChild(job, timeout) {
  return new Promise((resolve) => {
    /** @type {Result} */
    const result = { job, losses: new Map(), made: 0 }
    const child = fork(PROGRAM, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, 1000 * timeout)
    let errors = ''
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      errors = (errors + text).slice(-KEPT_OUTPUT)
    })
    child.on('message', (/** @type {import('./measure.mjs').Progress} */ { losses, ...progress }) => {
      Object.assign(result, progress)
      for (const [step, loss] of losses ?? []) result.losses.set(step, loss)
    })
    // A process that dies early also breaks the way to it; its end, which follows, tells more.
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ ...result, failure: error.message })
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (late) result.failure = `it took longer than ${timeout} s (--timeout)`
      else if (code !== 0 && result.unusable === undefined) result.failure ??= death(code, signal, errors)
      else if (result.stepsPerSecond === undefined && result.unusable === undefined)
        result.failure ??= 'its process ended before it was done'
      resolve(result)
    })
    child.send(job)
  })
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @param {string} errors the end of what it wrote to standard error
 */
function death(code, signal, errors) {
  const lines = errors.split(/[\r\n]+/).filter((line) => line.trim() !== '')
  const said = lines.findLast((line) => /error|fail|exception|abort/i.test(line)) ?? lines.at(-1)
  return `its process ended with ${signal ?? `code ${code}`}${said ? `: ${said.trim()}` : ''}`
}
