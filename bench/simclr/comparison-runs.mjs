// The runs that are compared, and their settings.
import { parseConfiguration } from '@infonce/simclr'
import { CIFAR_SETTINGS } from './settings.mjs'

/** @typedef {import('@infonce/simclr').ConfigurationInput} ConfigurationInput */

/** The batch of the runs that are not about it. */
const BATCH = 256

/** Two views of each image, as the queue has them, and as many in a step. */
const TWO_VIEWS = { views: 2, batch: (CIFAR_SETTINGS.views * CIFAR_SETTINGS.batch) / 2 }

/** @type {Readonly<Record<string, { title: string, change: ConfigurationInput }>>} */
export const RUNS = {
  'temperature-0.1': { title: 'temperature 0.1', change: { temperature: 0.1 } },
  'temperature-0.5': { title: 'temperature 0.5', change: { temperature: 0.5 } },
  'temperature-1': { title: 'temperature 1', change: { temperature: 1 } },
  'batch-64': { title: 'batch 64', change: { batch: 64 } },
  'batch-256': { title: 'batch 256', change: { batch: 256 } },
  moco: { title: 'MoCo, batch 64, 4,096 keys', change: { method: 'moco', batch: 64, queue: 4096 } },
}

/**
 * The settings of a run.
 * @param {string} name
 * @param {ConfigurationInput} given what replaces settings of all runs
 */
export function settingsOf(name, given) {
  const run = RUNS[name]
  if (!run) throw new Error(`--only: expected some of ${Object.keys(RUNS).join(', ')}, found '${name}'`)
  const base = parseConfiguration({ ...CIFAR_SETTINGS, ...TWO_VIEWS, ...given })
  return parseConfiguration({ ...withScaling(base), batch: given.batch ?? BATCH, ...run.change })
}

/**
 * The same settings with a learning rate that grows with the batch: where it does not, it does from the batch of the
 * settings on, by the size for SGD and LARS, by its root for AdamW.
 * @param {import('@infonce/simclr').Configuration} base
 */
function withScaling(base) {
  const { scaling, optimizer, learningRate, batch } = base
  if (scaling !== 'none') return base
  const root = optimizer === 'adamw'
  const growth = root ? Math.sqrt(batch / 256) : batch / 256
  return {
    ...base,
    scaling: root ? /** @type {const} */ ('root') : /** @type {const} */ ('linear'),
    learningRate: learningRate / growth,
  }
}
