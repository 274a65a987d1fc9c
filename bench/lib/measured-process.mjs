// Runs a program and measures one phase of it: wall time, CPU time and peak memory between two lines that it prints.
import { spawn } from 'node:child_process'
import { cpuSeconds, peakBytes, resetPeak } from './process-figures.mjs'

const KEPT_OUTPUT = 4000

/**
 * @typedef {object} Measurement
 * @property {number} setupSeconds wall, from the start of the program to the beginning of the phase
 * @property {number | undefined} setupCpuSeconds CPU, likewise; Linux only, as all that follows
 * @property {number} seconds wall, of the phase
 * @property {number | undefined} cpuSeconds CPU of all threads, of the phase
 * @property {number | undefined} setupPeak most bytes resident before the phase
 * @property {number | undefined} peak most bytes resident during the phase
 */

/**
 * @typedef {object} MeasuredProgram
 * @property {string} command
 * @property {string[]} commandArguments
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] added to this process's environment, or left out of it
 * @property {(line: string) => 'begin' | 'end' | undefined} phaseOf which edge of the phase a line of output is; of
 *   several beginnings the first counts, of several ends the last
 */

/** A program that did not end well. */
export class ProgramError extends Error {
  /**
   * @param {string} message
   * @param {string} errors the end of what it wrote to standard error
   */
  constructor(message, errors) {
    super(message)
    const lines = errors.split(/[\r\n]/).filter((line) => line.trim() !== '')
    /** What it said was wrong, in one line. */
    this.reason = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no reason given'
  }
}

/**
 * Runs a program to its end and measures the phase. All numbers are read from outside at the moment that a line
 * comes, in the same way for every program.
 * @param {MeasuredProgram} program
 * @returns {Promise<Measurement>}
 * @throws ProgramError when the program ends with another code than 0; Error when it cannot be started or shows no phase
 */
export function measureProcess({ command, commandArguments, cwd, env = {}, phaseOf }) {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(command, commandArguments, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    /** @type {Snapshot | undefined} */
    let begin
    /** @type {Snapshot | undefined} */
    let end
    let errors = ''
    /** @param {string} line */
    const take = (line) => {
      const edge = phaseOf(line)
      if (edge === 'end') end = snapshot(child.pid)
      else if (edge === 'begin' && !begin) {
        begin = snapshot(child.pid)
        resetPeak(child.pid)
      }
    }
    child.stdout.setEncoding('utf8').on('data', lines(take))
    child.stderr.setEncoding('utf8').on('data', lines(take))
    child.stderr.on('data', (text) => {
      errors = (errors + text).slice(-KEPT_OUTPUT)
    })
    child.on('error', (error) => reject(new Error(`cannot run ${command}: ${error.message}`)))
    child.on('close', (code, signal) => {
      const line = [command, ...commandArguments].join(' ')
      if (code !== 0)
        reject(new ProgramError(`${errors.trim()}\n${line}\nended with ${signal ?? `code ${code}`}`, errors))
      else if (!begin || !end) reject(new Error(`${line}\ndid not show where its training begins and ends`))
      else
        resolve({
          setupSeconds: (begin.time - start) / 1000,
          setupCpuSeconds: begin.cpu,
          seconds: (end.time - begin.time) / 1000,
          cpuSeconds: end.cpu !== undefined && begin.cpu !== undefined ? end.cpu - begin.cpu : undefined,
          setupPeak: begin.peak,
          peak: end.peak,
        })
    })
  })
}

/**
 * @typedef {object} Snapshot
 * @property {number} time milliseconds
 * @property {number | undefined} cpu seconds
 * @property {number | undefined} peak bytes
 */

/**
 * @param {number | undefined} pid
 * @returns {Snapshot}
 */
function snapshot(pid) {
  return { time: performance.now(), cpu: cpuSeconds(pid), peak: peakBytes(pid) }
}

/**
 * Cuts text into lines; a carriage return, with which progress is drawn over itself, ends one too.
 * @param {(line: string) => void} take
 */
function lines(take) {
  let rest = ''
  return (/** @type {string} */ text) => {
    const parts = (rest + text).split(/[\r\n]/)
    rest = parts.pop() ?? ''
    parts.forEach(take)
  }
}
