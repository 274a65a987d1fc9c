// Runs a command to its end, with its output caught or passed through.
import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { limitSilence } from './limit-silence.mjs'
import { CheckFailure } from './report.mjs'
import { ROOT } from './root.mjs'

/**
 * @typedef {object} Outcome
 * @property {boolean} ok whether the command ended with code 0
 * @property {number | null} code
 * @property {string} output stdout and stderr in the order they came
 * @property {string} stdout
 * @property {boolean} hung whether it was ended because it was silent for too long
 */

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the root of the checkout
 * @property {Record<string, string | undefined>} [env] added to this process's environment
 * @property {boolean} [show] passes the output through as well
 * @property {number} [silence] milliseconds without output after which the command and what it started are ended, and it
 *   has failed. Default: none
 * @property {string} [journal] a file that the command writes to as it gets on, which counts as output
 */

/**
 * Runs a command; a command that cannot be started is an outcome too.
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, commandArguments, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what hangs is ended with all that it started.
      detached: options.silence !== undefined && process.platform !== 'win32',
      // npm and npx are .cmd files on Windows, which only a shell runs.
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    })
    const limit = options.silence === undefined ? undefined : limitSilence(child, options.silence)
    const watch = options.journal === undefined ? undefined : watchFile(options.journal, () => limit?.heard())
    let output = ''
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      limit?.heard()
      output += text
      stdout += text
      if (options.show) process.stdout.write(text)
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      limit?.heard()
      output += text
      if (options.show) process.stderr.write(text)
    })
    child.on('error', (error) => {
      clearInterval(watch)
      limit?.lift()
      resolve({ ok: false, code: null, output: `cannot run ${command}: ${error.message}`, stdout, hung: false })
    })
    child.on('close', (code, signal) => {
      clearInterval(watch)
      const hung = limit?.lift() ?? false
      if (hung)
        output += `\n${command} was ended, because nothing was heard of it for ${(options.silence ?? 0) / 1000} s`
      else if (signal) output += `\n${command} was ended by ${signal}`
      resolve({ ok: code === 0, code, output, stdout, hung })
    })
  })
}

/**
 * Calls back when a file has grown, at most once a second.
 * @param {string} path
 * @param {() => void} onGrowth
 */
function watchFile(path, onGrowth) {
  let size = 0
  return setInterval(() => {
    const now = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (now > size) onGrowth()
    size = now
  }, 1000)
}

/**
 * Runs a command that has to end well.
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {RunOptions} [options]
 */
export async function succeed(command, commandArguments, options) {
  const result = await run(command, commandArguments, options)
  if (!result.ok)
    throw new CheckFailure(`${result.output}\n${command} ${commandArguments[0]} ended with code ${result.code}`)
  return result
}

/**
 * Does work and, where it takes over a second, says on stderr what it is, that it goes on, and how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function announced(title, work) {
  const start = performance.now()
  const seconds = () => ((performance.now() - start) / 1000).toFixed(0)
  const first = setTimeout(() => process.stderr.write(`${title}…\n`), 1000)
  const later = setInterval(() => process.stderr.write(`${title}… ${seconds()} s\n`), 15_000)
  try {
    return await work()
  } finally {
    clearTimeout(first)
    clearInterval(later)
    if (performance.now() - start > 1000) process.stderr.write(`${title}: ${seconds()} s\n`)
  }
}
