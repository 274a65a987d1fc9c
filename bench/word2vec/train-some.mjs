// Trains for some steps, for clocks around the methods that training calls.
import { Trainer, trainModel } from '@infonce/runtime'
import { fileCorpus, word2vec } from '@infonce/word2vec'

/** Steps before those that are measured: they grow arrays, start threads and compile. */
export const WARM_UP = 100

/**
 * @typedef {object} Job
 * @property {string} path of the corpus
 * @property {import('@infonce/word2vec').Vocabulary} vocabulary
 * @property {import('@infonce/word2vec').Configuration} configuration
 * @property {number} threads
 * @property {number} steps
 */

/**
 * Trains for some steps.
 * @param {Job} job
 * @param {(made: number, batch: Parameters<Trainer['step']>[0]) => void} afterStep
 */
export async function trainSome({ path, vocabulary, configuration, threads, steps }, afterStep) {
  const controller = new AbortController()
  const run = Trainer.prototype.run
  let made = 0
  /**
   * @this {Trainer}
   * @param {Parameters<typeof run>} runArguments
   */
  Trainer.prototype.run = async function (...runArguments) {
    const metrics = await run.apply(this, runArguments)
    for (const { feeds } of runArguments[0]) {
      made++
      afterStep(made, feeds)
      if (made === WARM_UP + steps) controller.abort()
    }
    return metrics
  }
  try {
    const options = { corpus: fileCorpus(path), vocabulary, configuration, threads, signal: controller.signal }
    for await (const _ of trainModel(word2vec, options)) {
      // Only the clocks are of interest.
    }
  } finally {
    Trainer.prototype.run = run
  }
  if (made < WARM_UP + steps) throw new Error(`the corpus is used up after ${made} steps: give fewer with --steps`)
}
