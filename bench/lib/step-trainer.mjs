// Our trainer on the batches of a folder, and a program that makes steps with it when it is told to.
import { cpuUsage, stdin, stdout, versions } from 'node:process'
import { createInterface } from 'node:readline'
import { Trainer } from '@infonce/runtime'
import * as ort from 'onnxruntime-node'
import { readSteps } from './step-files.mjs'

/** @typedef {Awaited<ReturnType<typeof openStepTrainer>>} StepTrainer */

/**
 * Opens a trainer, and makes steps with it.
 * @param {string} folder that `saveSteps` filled
 * @param {object} options
 * @param {Parameters<typeof Trainer.open>[0]} options.graphs
 * @param {number} options.threads
 * @param {number} options.learningRate
 */
export async function openStepTrainer(folder, { graphs, threads, learningRate }) {
  const { parameters, batches } = await readSteps(folder)
  const trainer = await Trainer.open(graphs, {
    sizes: {},
    initialize: (values) => {
      for (const [name, { data }] of Object.entries(parameters)) {
        const parameter = values[name]?.data
        if (!(parameter instanceof Float32Array)) throw new Error(`the model has no parameter '${name}'`)
        parameter.set(/** @type {Float32Array} */ (data))
      }
    },
    provider: 'cpu',
    threads,
  })
  let made = 0
  return {
    /**
     * Makes steps and gives the losses that were computed.
     * @param {number} steps
     * @param {number} lossEvery
     */
    async train(steps, lossEvery) {
      const losses = []
      for (let k = 0; k < steps; k++, made++) {
        const withLoss = (made + 1) % lossEvery === 0
        const metrics = await trainer.step(batches[made % batches.length] ?? {}, learningRate, withLoss)
        if (metrics) losses.push(metrics.loss)
      }
      return losses
    },
    close: () => trainer.close(),
  }
}

/**
 * Makes steps when it is told to, as the peers do (stepping_peer.py): each line of standard input has steps and
 * lossEvery as JSON.
 * @param {StepTrainer} trainer
 */
export async function serveSteps(trainer) {
  const tell = (/** @type {object} */ message) => stdout.write(`${JSON.stringify(message)}\n`)
  tell({ version: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}, Node ${versions.node}` })
  for await (const line of createInterface({ input: stdin })) {
    const { steps, lossEvery } = JSON.parse(line)
    const [begin, before] = [performance.now(), cpuUsage()]
    const losses = await trainer.train(steps, lossEvery)
    const { user, system } = cpuUsage(before)
    tell({ seconds: (performance.now() - begin) / 1000, cpuSeconds: (user + system) / 1e6, losses })
  }
  await trainer.close()
}
