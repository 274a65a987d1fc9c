// What features of CIFAR-10 are worth: linear probe and nearest neighbors.
import { Random } from '@infonce/core'
import { chooseC, encodeLabels, evaluateNeighbors, evaluateProbe, standardizer } from '@infonce/evaluation'
import { embedImages } from '@infonce/simclr'
import { probeAccuracy } from '../lib/accuracy.mjs'
import { classesOf } from './cifar.mjs'

/** The share of training images on which C is chosen. */
const HELD_OUT = 0.1
const CANDIDATES = [0.0001, 0.001, 0.01, 0.1, 1]
/** For features of more columns, which want to be regularized more, and take long where they are not. */
const FEW_COLUMNS = 1000
const MANY_COLUMNS_CANDIDATES = [0.00001, 0.0001, 0.001, 0.01]

/** What is said of the evaluation. */
export const EVALUATION = `The linear probe is logistic regression (L2) on standardized features, its C chosen among ${CANDIDATES.join(', ')} (of more than 1,000 columns among ${MANY_COLUMNS_CANDIDATES.join(', ')}) on a tenth of the training images that is held out, then fitted on all; the 20 nearest neighbors vote by cosine, each with one vote. In brackets the 95 % interval of an accuracy on the test images: it tells of their choice alone, not of the seed.`

/** @typedef {import('../lib/accuracy.mjs').Accuracy} Accuracy */

/**
 * @typedef {object} Evaluation
 * @property {number} C that was chosen
 * @property {Accuracy} probe
 * @property {Accuracy} neighbors
 */

/**
 * @typedef {object} Cifar
 * @property {import('@infonce/simclr').ImageSet} training
 * @property {import('@infonce/simclr').ImageSet} test
 */

/**
 * Evaluates what gives features for images.
 * @param {Cifar} images
 * @param {(set: import('@infonce/simclr').ImageSet) => Promise<import('@infonce/evaluation').Features>} featuresOf
 * @param {string} title for the line of progress
 * @returns {Promise<Evaluation>}
 */
export async function evaluate({ training, test }, featuresOf, title) {
  const known = { features: await featuresOf(training), labels: classesOf(training) }
  const asked = { features: await featuresOf(test), labels: classesOf(test) }
  const neighbors = accuracyOf(evaluateNeighbors(known, asked))
  process.stderr.write(`${title}: ${neighbors.accuracy.toFixed(4)} by neighbors\n`)
  const standardized = standardizer(known.features).apply(known.features)
  const { C } = chooseC(standardized, encodeLabels(known.labels), Random.fromSeed(1), {
    candidates: known.features.columns > FEW_COLUMNS ? MANY_COLUMNS_CANDIDATES : CANDIDATES,
    heldOut: HELD_OUT,
  })
  const evaluated = evaluateProbe(known, asked, { C })
  const probe = probeAccuracy(evaluated)
  process.stderr.write(
    `${title}: ${probe.accuracy.toFixed(4)} by the probe, C ${C}, ${evaluated.probe.iterations} iterations${probe.converged ? '' : ', not converged'}\n`,
  )
  return { C, probe, neighbors }
}

/**
 * Evaluates a model.
 * @param {Cifar} images
 * @param {import('@infonce/simclr').SimClr} model
 * @param {import('@infonce/simclr').Encoding} encoding
 * @param {{ threads: number, title: string }} options
 */
export const evaluateModel = (images, model, encoding, { threads, title }) =>
  evaluate(images, (set) => embedImages(model, set, { encoding, threads }), title)

/**
 * What is kept of a confusion matrix.
 * @param {import('@infonce/evaluation').ConfusionMatrix} matrix
 * @returns {Accuracy}
 */
export const accuracyOf = ({ accuracy, interval }) => ({ accuracy, interval })

/**
 * The pixels of images, 0 … 1.
 * @param {import('@infonce/simclr').ImageSet} set
 * @returns {Promise<import('@infonce/evaluation').Features>}
 */
export async function pixelsOf(set) {
  const columns = set.channels * set.size * set.size
  const data = new Float32Array(set.images.length * columns)
  for (const index of set.images.keys()) {
    const pixels = await set.read(index)
    for (let i = 0; i < columns; i++) data[index * columns + i] = (pixels[i] ?? 0) / 255
  }
  return { rows: set.images.length, columns, data }
}
