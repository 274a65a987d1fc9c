// Runs programs on one corpus, turn by turn, and evaluates what they learned.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { measureProcess, ProgramError } from '../lib/measured-process.mjs'
import { fixed, whole } from '../lib/numbers.mjs'

/**
 * @typedef {object} Entry one program's runs
 * @property {import('./programs.mjs').Program} program
 * @property {string} [failure] what the program said when it failed; it is not run again
 * @property {(import('../lib/measured-process.mjs').Measurement & import('./quality.mjs').Quality & { vocabulary: number })[]} runs with the number of words that got vectors
 */

/**
 * @typedef {object} ContestOptions
 * @property {readonly import('./programs.mjs').Program[]} programs
 * @property {string} corpus
 * @property {number} words of the corpus
 * @property {import('./settings.mjs').Settings} settings
 * @property {number} rounds
 * @property {string} folder for what the programs write, which is removed again
 * @property {(embeddings: import('@infonce/word2vec').Embeddings) => Promise<import('./quality.mjs').Quality>} evaluate
 * @property {(text: string) => void} say
 */

/**
 * Round by round, each program in turn, so that a machine that grows slower does so for all. Each round has its seed.
 * @param {ContestOptions} options
 * @returns {Promise<Entry[]>}
 */
export async function contest(options) {
  const { programs, rounds, say } = options
  /** @type {Entry[]} */
  const entries = programs.map((program) => ({ program, runs: [] }))
  for (let round = 1; round <= rounds; round++)
    for (const entry of entries) {
      if (entry.failure !== undefined) continue
      const title = rounds > 1 ? `${entry.program.name}, round ${round} of ${rounds}` : entry.program.name
      try {
        await turn(entry, title, round, options)
      } catch (error) {
        // What the others took minutes for is not thrown away.
        if (!(error instanceof ProgramError)) throw error
        entry.failure = error.reason
        say(`${title} failed:\n${error.message}`)
      }
    }
  return entries
}

/**
 * @param {Entry} entry
 * @param {string} title
 * @param {number} seed
 * @param {ContestOptions} options
 */
async function turn({ program, ...entry }, title, seed, { corpus, words, settings, folder, evaluate, say }) {
  const run = { corpus, folder: join(folder, 'models'), seed, settings }
  await rm(run.folder, { recursive: true, force: true })
  await mkdir(run.folder, { recursive: true })
  say(`${title}: training`)
  const measurement = await measureProcess(program.program(run))
  const { seconds, cpuSeconds } = measurement
  const cpu = cpuSeconds === undefined ? '' : `, ${fixed(1)(cpuSeconds)} s of CPU`
  say(`${title}: ${fixed(1)(seconds)} s${cpu}, ${whole(words / seconds)} words/s; evaluating`)
  const embeddings = await program.vectors(run)
  const quality = await evaluate(embeddings)
  say(`${title}: WordSim-353 ${fixed(3)(quality.rho)}, analogies ${fixed(1)(quality.analogies)} %`)
  entry.runs.push({ ...measurement, ...quality, vocabulary: embeddings.words.size })
  await rm(run.folder, { recursive: true })
}
