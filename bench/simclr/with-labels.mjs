// The same network trained with labels, and what it is worth.
import { confusionMatrix, encodeLabels } from '@infonce/evaluation'
import { trainSupervised } from '@infonce/simclr'
import { peakBytes, resetPeak } from '../lib/process-figures.mjs'
import { classesOf, LABEL } from './cifar.mjs'
import { accuracyOf, evaluateModel } from './evaluate.mjs'
import { Laps } from './train-timed.mjs'

/**
 * @typedef {object} WithLabels
 * @property {import('@infonce/simclr').Configuration} configuration
 * @property {import('./evaluate.mjs').Accuracy} classifier of the network itself, on test images
 * @property {import('./evaluate.mjs').Evaluation} h of its representation
 * @property {number} threads
 * @property {number} steps
 * @property {number} seconds
 * @property {number} cpuSeconds
 * @property {number} loss of the last step
 * @property {number} [peak] most bytes resident while it trained
 */

/**
 * @param {import('./evaluate.mjs').Cifar} images
 * @param {import('@infonce/simclr').ConfigurationInput} configuration
 * @param {number} threads
 * @returns {Promise<WithLabels>}
 */
export async function trainWithLabels(images, configuration, threads) {
  resetPeak('self')
  const laps = new Laps()
  let loss = Number.NaN
  const options = { images: images.training, label: LABEL, configuration, threads }
  for await (const event of trainSupervised(options))
    if (event.type === 'step') {
      loss = event.metrics.loss ?? loss
      const stepsOfPass = Math.floor(images.training.images.length / (configuration.batch ?? 256))
      if (event.step % stepsOfPass === 0)
        process.stderr.write(`with labels: epoch ${event.step / stepsOfPass}, loss ${loss.toFixed(4)}\n`)
    } else {
      const { model, step: steps } = event
      const took = laps.take()
      const peak = peakBytes('self')
      const { classes } = model
      const expected = encodeLabels(classesOf(images.test), classes)
      const { codes } = encodeLabels(await model.classify(images.test, { threads }), classes)
      return {
        configuration: model.encoder.configuration,
        classifier: accuracyOf(confusionMatrix(expected, codes)),
        h: await evaluateModel(images, model.encoder, 'h', { threads, title: 'with labels, h' }),
        ...{ threads, steps, loss, ...took, ...(peak && { peak }) },
      }
    }
  throw new Error('training with labels ended without a model')
}
