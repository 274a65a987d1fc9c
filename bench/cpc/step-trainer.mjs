// Our trainer on the batches of a folder.
import { readFile } from 'node:fs/promises'
import { parseConfiguration, trainingGraphs } from '@infonce/cpc'
import { readSafetensors, Trainer } from '@infonce/runtime'
import { BATCHES, batchFile, configurationFile, parametersFile } from './step-data.mjs'

/** Steps between those whose loss is computed, as training has it. */
export const LOSS_EVERY = 16

/**
 * Opens a trainer, and makes steps with it.
 * @param {string} folder that `prepareSteps` filled
 * @param {number} threads
 */
export async function openTrainer(folder, threads) {
  const configuration = parseConfiguration(JSON.parse(await readFile(configurationFile(folder), 'utf8')))
  const { tensors } = await readSafetensors(parametersFile(folder))
  const trainer = await Trainer.open(trainingGraphs(configuration), {
    sizes: {},
    initialise: (values) => {
      for (const [name, { data }] of Object.entries(tensors)) {
        const parameter = values[name]?.data
        if (!(parameter instanceof Float32Array)) throw new Error(`the model has no parameter '${name}'`)
        parameter.set(/** @type {Float32Array} */ (data))
      }
    },
    provider: 'cpu',
    threads,
  })
  const batches = await Promise.all(
    Array.from({ length: BATCHES }, async (_, step) => (await readSafetensors(batchFile(folder, step))).tensors),
  )
  let made = 0
  return {
    /**
     * Makes steps and gives the losses that were computed.
     * @param {number} steps
     * @param {number} [lossEvery]
     */
    async train(steps, lossEvery = LOSS_EVERY) {
      const losses = []
      for (let k = 0; k < steps; k++, made++) {
        const withLoss = (made + 1) % lossEvery === 0
        const metrics = await trainer.step(batches[made % BATCHES] ?? {}, configuration.learningRate, withLoss)
        if (metrics) losses.push(metrics.loss)
      }
      return losses
    },
    close: () => trainer.close(),
  }
}
