// Trains, and tells how long that took.
import { cpc } from '@infonce/cpc'
import { trainModel } from '@infonce/runtime'
/**
 * @typedef {object} Job
 * @property {import('@infonce/cpc').SeriesSet} training
 * @property {import('@infonce/cpc').SeriesSet} test
 * @property {number} threads
 * @property {import('@infonce/cpc').ConfigurationInput} settings
 */

/**
 * Trains CPC, with its last losses.
 * @param {Job} job
 * @param {string} title for the line of progress
 */
export async function trainTimed({ training, threads, settings }, title) {
  const started = performance.now()
  const cpuStarted = process.cpuUsage()
  /** @type {import('@infonce/cpc').Cpc | undefined} */
  let model
  let steps = 0
  /** @type {Record<string, number>} */
  let metrics = {}
  for await (const event of trainModel(cpc, { series: training, configuration: settings, threads }))
    if (event.type === 'step') {
      metrics = { ...event.metrics }
      process.stderr.write(`${title}: step ${event.step}, loss ${event.metrics.loss?.toFixed(3)}\n`)
    } else if (event.type === 'end') {
      model = event.model
      steps = event.step
    }
  if (!model) throw new Error('training ended without a model')
  const { user, system } = process.cpuUsage(cpuStarted)
  return { model, steps, metrics, seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 }
}
