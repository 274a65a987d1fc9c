// The table of representations: untrained, hand-made, learned without labels, learned with them.
import { frameStatistics, logMel, mfcc, trainSupervised, untrainedModel } from '@infonce/cpc'
import { confusionMatrix, encodeLabels, stackRows } from '@infonce/evaluation'
import { percentage } from '../lib/accuracy.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { LABELS } from './digits.mjs'
import { evaluate, evaluateModel } from './evaluate.mjs'
import { trainTimed } from './train-timed.mjs'

/** @typedef {import('./train-timed.mjs').Job} Job */

const POOLINGS = /** @type {const} */ (['mean-c', 'last-c', 'mean-z', 'statistics-c', 'statistics-z'])
/** @type {Record<string, string>} */
const words = {
  'mean-c': 'mean of c',
  'last-c': 'last c',
  'mean-z': 'mean of z',
  'statistics-c': 'mean and deviation of c',
  'statistics-z': 'mean and deviation of z',
}

/**
 * @param {Job} job
 * @param {number} seeds
 */
export async function representations(job, seeds) {
  const sampleRate = Number(job.training.rate)
  /** @type {string[][]} */
  const rows = []
  const add = (/** @type {string} */ title, /** @type {ReturnType<typeof evaluate>} */ found) =>
    rows.push([
      title,
      ...found.flatMap(({ probe, neighbors }) => [percentage(probe), (100 * neighbors.accuracy).toFixed(1)]),
    ])
  /** @type {[string, (signal: Float32Array) => import('@infonce/evaluation').Features][]} */
  const signals = [
    ['MFCC (20, Δ, ΔΔ), mean and deviation', mfcc({ sampleRate, coefficients: 20, deltas: 2 })],
    ['MFCC (13), mean and deviation', mfcc({ sampleRate })],
    ['log-mel (40), mean and deviation', logMel({ sampleRate })],
  ]
  for (const [title, frames] of signals) {
    const featuresOf = async (/** @type {import('@infonce/cpc').SeriesSet} */ set) => {
      const vectors = []
      for (const index of set.series.keys()) vectors.push(frameStatistics(frames(await set.read(index))))
      return stackRows(vectors)
    }
    add(title, evaluate(job, await featuresOf(job.training), await featuresOf(job.test)))
  }
  const notes = []
  for (let seed = 1; seed <= seeds; seed++) {
    const { model, steps, metrics, seconds, cpuSeconds } = await trainTimed(
      { ...job, settings: { ...job.settings, seed } },
      `seed ${seed}`,
    )
    if (seed === 1)
      for (const { pooling, found } of await evaluateModel(job, untrainedModel(model.configuration), POOLINGS))
        add(`untrained, ${words[pooling]}`, found)
    for (const { pooling, found } of await evaluateModel(job, model, POOLINGS))
      add(`CPC${seeds > 1 ? ` (seed ${seed})` : ''}, ${words[pooling]}`, found)
    notes.push(
      `Training${seeds > 1 ? ` (seed ${seed})` : ''}: ${steps} steps in ${seconds.toFixed(0)} s (${cpuSeconds.toFixed(0)} s of CPU), last loss ${metrics.loss?.toFixed(3)}, accuracy ${metrics['metric/accuracy']?.toFixed(3)}, bound ${metrics['metric/bound']?.toFixed(2)} of ${metrics['metric/ceiling']?.toFixed(2)} nats.`,
      `Settings: \`${JSON.stringify(model.configuration)}\``,
    )
    if (seed === 1) rows.push(['the same network trained with labels', ...(await supervised(job, model.configuration))])
  }
  const titles = ['features', 'digits %', '20-NN', 'speakers %', '20-NN']
  return [markdownTable(titles, rows), ...notes].join('\n\n')
}

/**
 * Accuracies of networks trained for each label, from the same start and with the same windows.
 * @param {Job} job
 * @param {import('@infonce/cpc').Configuration} configuration
 */
async function supervised(job, configuration) {
  const cells = []
  for (const label of LABELS) {
    const events = trainSupervised({ series: job.training, label, configuration, threads: job.threads })
    for await (const event of events) {
      if (event.type === 'step') process.stderr.write(`with labels: step ${event.step}\n`)
      if (event.type !== 'end') continue
      const { classes } = event.model
      const expected = encodeLabels(
        job.test.series.map(({ labels }) => labels[label] ?? ''),
        classes,
      )
      const predicted = encodeLabels(await event.model.classify(job.test), classes)
      cells.push(percentage(confusionMatrix(expected, predicted.codes)), '–')
    }
  }
  return cells
}
