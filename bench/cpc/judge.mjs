// Accuracies of probes on features of the digits.
import { embedSeries } from '@infonce/cpc'
import { judgeByNeighbours, judgeByProbe } from '@infonce/evaluation'
import { probeAccuracy } from '../lib/accuracy.mjs'
import { LABELS } from './digits.mjs'

/** @typedef {import('./train-timed.mjs').Job} Job */

/**
 * Probe and 20 nearest neighbours for each label.
 * @param {Job} job
 * @param {import('@infonce/evaluation').Features} training
 * @param {import('@infonce/evaluation').Features} test
 */
export function judge(job, training, test) {
  const labelled = (/** @type {import('@infonce/cpc').SeriesSet} */ set, /** @type {string} */ label) =>
    set.series.map(({ labels }) => labels[label] ?? '')
  return LABELS.map((label) => {
    const known = { features: training, labels: labelled(job.training, label) }
    const asked = { features: test, labels: labelled(job.test, label) }
    return { label, probe: probeAccuracy(judgeByProbe(known, asked)), neighbours: judgeByNeighbours(known, asked) }
  })
}

/**
 * Those of a model, by pooling.
 * @param {Job} job
 * @param {import('@infonce/cpc').Cpc} model
 * @param {readonly import('@infonce/cpc').PoolingName[]} poolings
 */
export async function judgeModel(job, model, poolings) {
  const { threads } = job
  const training = await embedSeries(model, job.training, { poolings, threads })
  const test = await embedSeries(model, job.test, { poolings, threads })
  return poolings.map((pooling) => ({ pooling, found: judge(job, training[pooling], test[pooling]) }))
}
