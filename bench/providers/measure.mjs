// Trains one workload on one provider, in a process of its own that `run.mjs` starts: a crash ends nothing else.
import { ProviderError, Trainer } from '@infonce/runtime'
import { runtimeVersion } from '../lib/runtime-version.mjs'
import { workloads } from './workloads.mjs'

/** Steps with loss before the first that is timed; as many without follow. A multiple of all `stepsPerRun`. */
const CHECKED = 8
/** Steps between those whose loss is computed while the time is taken: as training has it. */
const LOSS_EVERY = 64

/**
 * @typedef {object} Job
 * @property {keyof typeof workloads} workload
 * @property {import('@infonce/runtime').Provider} provider
 * @property {number} stepsPerRun
 * @property {number} steps to be timed, a multiple of `stepsPerRun`
 * @property {number | undefined} threads
 */

/**
 * What is told on the way, so that what was found out is known when the process dies.
 * @typedef {object} Progress
 * @property {string} [version]
 * @property {boolean} [partlyOnCpu]
 * @property {[step: number, loss: number][]} [losses] of steps since those last told of
 * @property {number} [made]
 * @property {number} [stepsPerSecond]
 * @property {string} [unusable] why the provider cannot be used here
 * @property {string} [failure]
 */

/** @param {Progress} progress */
const tell = (progress) => process.send?.(progress)

/** @param {Job} job */
async function measure({ workload, provider, stepsPerRun, steps, threads }) {
  const { graphs, options, steps: batches } = await workloads[workload].make()
  const trainer = await Trainer.open(graphs, {
    ...options,
    provider,
    stepsPerRun,
    ...(threads !== undefined && { threads }),
  })
  tell({ partlyOnCpu: trainer.partlyOnCpu, version: await runtimeVersion(provider) })
  /** @type {[number, number][]} */
  const losses = []
  let made = 0
  /**
   * @param {number} count
   * @param {(k: number) => boolean} withLoss
   */
  const train = async (count, withLoss) => {
    for (let k = 0; k < count; k += stepsPerRun) {
      const given = Array.from({ length: stepsPerRun }, (_, i) => {
        const batch = batches[(made + i) % batches.length]
        if (!batch) throw new Error(`workload '${workload}' has no batches`)
        return { ...batch, withLoss: withLoss(k + i) }
      })
      for (const metrics of await trainer.run(given)) {
        made++
        if (metrics?.loss !== undefined) losses.push([made, metrics.loss])
      }
      if (losses.length > 0) tell({ made, losses: losses.splice(0) })
    }
  }
  await train(CHECKED, () => true)
  await train(CHECKED, (k) => k === CHECKED - 1)
  const begin = performance.now()
  // A device is waited for where a loss comes back: so with the last step.
  await train(steps, (k) => k % LOSS_EVERY === LOSS_EVERY - 1 || k === steps - 1)
  const stepsPerSecond = (1000 * steps) / (performance.now() - begin)
  await train(CHECKED, () => true)
  tell({ stepsPerSecond })
  await trainer.close()
}

process.once('message', async (/** @type {Job} */ job) => {
  try {
    await measure(job)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    tell(error instanceof ProviderError ? { unusable: reason } : { failure: reason })
    process.exitCode = 1
  }
  // Nothing else keeps this process.
  process.disconnect()
})
