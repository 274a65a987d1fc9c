// Accuracies of probes on features of the digits.
import { embedSeries } from '@infonce/cpc'
import { evaluateNeighbors, evaluateProbe } from '@infonce/evaluation'
import { probeAccuracy } from '../lib/accuracy.mjs'
import { LABELS } from './digits.mjs'

/** @typedef {import('./train-timed.mjs').Job} Job */

/**
 * Probe and 20 nearest neighbors for each label.
 * @param {Job} job
 * @param {import('@infonce/evaluation').Features} training
 * @param {import('@infonce/evaluation').Features} test
 */
export function evaluate(job, training, test) {
  const labeled = (/** @type {import('@infonce/cpc').SeriesSet} */ set, /** @type {string} */ label) =>
    set.series.map(({ labels }) => labels[label] ?? '')
  return LABELS.map((label) => {
    const known = { features: training, labels: labeled(job.training, label) }
    const asked = { features: test, labels: labeled(job.test, label) }
    return { label, probe: probeAccuracy(evaluateProbe(known, asked)), neighbors: evaluateNeighbors(known, asked) }
  })
}

/**
 * Those of a model, by pooling.
 * @param {Job} job
 * @param {import('@infonce/cpc').Cpc} model
 * @param {readonly import('@infonce/cpc').PoolingName[]} poolings
 */
export async function evaluateModel(job, model, poolings) {
  const { threads } = job
  const training = await embedSeries(model, job.training, { poolings, threads })
  const test = await embedSeries(model, job.test, { poolings, threads })
  return poolings.map((pooling) => ({ pooling, found: evaluate(job, training[pooling], test[pooling]) }))
}
