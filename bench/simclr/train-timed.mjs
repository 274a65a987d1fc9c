// Trains, and keeps a record of each pass and of what training took.
import { trainModel } from '@infonce/runtime'
import { simclr } from '@infonce/simclr'
import { peakBytes, resetPeak } from '../lib/process-figures.mjs'

/**
 * @typedef {object} Pass means over its steps, and what all steps up to its end took, without looks at neighbors
 * @property {number} epoch
 * @property {number} loss
 * @property {number} [accuracy]
 * @property {number} [bound] nats, as the ceiling
 * @property {number} [ceiling]
 * @property {number} learningRate of its last step
 * @property {number} [neighbors] share of test images that neighbors classify rightly after it
 * @property {number} seconds
 * @property {number} cpuSeconds
 */

/**
 * @typedef {object} TrainingRecord
 * @property {import('@infonce/simclr').Configuration} configuration
 * @property {number} threads
 * @property {number} steps
 * @property {number} seconds wall, of the steps and all that prepares them
 * @property {number} cpuSeconds of all threads, likewise
 * @property {number} lookSeconds wall, of looks at neighbors
 * @property {number} lookCpuSeconds
 * @property {number} [peak] most bytes resident meanwhile, looks included
 * @property {Pass[]} passes
 */

/** Wall time and CPU time between laps, in seconds. */
export class Laps {
  time = performance.now()
  cpu = process.cpuUsage()

  /** What has passed since the lap before, or since the beginning. */
  take() {
    const [time, cpu] = [performance.now(), process.cpuUsage()]
    const { user, system } = process.cpuUsage(this.cpu)
    const lap = { seconds: (time - this.time) / 1000, cpuSeconds: (user + system) / 1e6 }
    ;[this.time, this.cpu] = [time, cpu]
    return lap
  }
}

/**
 * Trains on images, with a line on standard error for each pass.
 * @param {object} job
 * @param {import('@infonce/simclr').ImageSet} job.training
 * @param {number} job.threads
 * @param {import('@infonce/simclr').ConfigurationInput} job.settings
 * @param {import('@infonce/simclr').NeighborOptions} [job.neighbors]
 * @param {string} title for the lines of progress
 * @returns {Promise<{ model: import('@infonce/simclr').SimClr, record: TrainingRecord }>}
 */
export async function trainTimed({ training, threads, settings, neighbors }, title) {
  resetPeak('self')
  const laps = new Laps()
  const record = { steps: 0, seconds: 0, cpuSeconds: 0, lookSeconds: 0, lookCpuSeconds: 0 }
  const passes = new Passes()
  let stepsOfPass = 1
  const asked = neighbors && { neighbors }
  for await (const event of trainModel(simclr, { images: training, configuration: settings, threads, ...asked })) {
    const lap = laps.take()
    if (event.type === 'neighbors') {
      record.lookSeconds += lap.seconds
      record.lookCpuSeconds += lap.cpuSeconds
      passes.look(event.epoch, event.accuracy)
      process.stderr.write(`${title}: ${event.accuracy.toFixed(4)} by neighbors, in ${lap.seconds.toFixed(1)} s\n`)
      continue
    }
    record.seconds += lap.seconds
    record.cpuSeconds += lap.cpuSeconds
    if (event.type === 'begin') stepsOfPass = event.stepsOfPass
    else if (event.type === 'step') {
      passes.step(event)
      if (event.step % stepsOfPass === 0) process.stderr.write(`${title}: ${passes.end(record)}\n`)
    } else if (event.type === 'end') {
      const { model, step: steps } = event
      const { configuration } = model
      const peak = peakBytes('self')
      return {
        model,
        record: { configuration, threads, ...record, steps, ...(peak && { peak }), passes: passes.all },
      }
    }
  }
  throw new Error('training ended without a model')
}

/** Gathers what the steps of a pass say. */
class Passes {
  /** @type {Pass[]} */
  all = []
  /** @type {Record<string, number>} */
  sums = {}
  steps = 0
  learningRate = 0

  /** @param {{ metrics: Readonly<Record<string, number>>, learningRate: number }} event */
  step({ metrics, learningRate }) {
    for (const [name, value] of Object.entries(metrics)) this.sums[name] = (this.sums[name] ?? 0) + value
    this.steps++
    this.learningRate = learningRate
  }

  /**
   * Ends a pass and says what it was like.
   * @param {{ seconds: number, cpuSeconds: number }} took
   */
  end({ seconds, cpuSeconds }) {
    const mean = (/** @type {string} */ name) => (this.sums[name] ?? Number.NaN) / this.steps
    const epoch = this.all.length + 1
    const means = { accuracy: mean('metric/accuracy'), bound: mean('metric/bound'), ceiling: mean('metric/ceiling') }
    const known = Object.fromEntries(Object.entries(means).filter(([, value]) => !Number.isNaN(value)))
    const { learningRate } = this
    const pass = { epoch, loss: mean('loss'), ...known, learningRate, seconds, cpuSeconds }
    this.all.push(pass)
    this.sums = {}
    this.steps = 0
    return `epoch ${epoch}, loss ${pass.loss.toFixed(4)}, ${seconds.toFixed(0)} s, ${cpuSeconds.toFixed(0)} s of CPU`
  }

  /**
   * @param {number} epoch
   * @param {number} accuracy
   */
  look(epoch, accuracy) {
    const pass = this.all.find((one) => one.epoch === epoch)
    if (pass) pass.neighbors = accuracy
  }
}
