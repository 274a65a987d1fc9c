// What features of CIFAR-10 are worth: linear probe and nearest neighbours.
import { Random } from '@infonce/core'
import { chooseC, encodeLabels, judgeByNeighbours, judgeByProbe, standardiser } from '@infonce/evaluation'
import { embedPictures } from '@infonce/simclr'
import { probeAccuracy } from '../lib/accuracy.mjs'
import { classesOf } from './cifar.mjs'

/** The share of training pictures on which C is chosen. */
const HELD_OUT = 0.1
const CANDIDATES = [0.0001, 0.001, 0.01, 0.1, 1]
/** For features of more columns, which want to be regularised more, and take long where they are not. */
const FEW_COLUMNS = 1000
const MANY_COLUMNS_CANDIDATES = [0.00001, 0.0001, 0.001, 0.01]

/** What is said of the judgement. */
export const JUDGEMENT = `The linear probe is logistic regression (L2) on standardised features, its C chosen among ${CANDIDATES.join(', ')} (of more than 1,000 columns among ${MANY_COLUMNS_CANDIDATES.join(', ')}) on a tenth of the training pictures that is held out, then fitted on all; the 20 nearest neighbours vote by cosine, each with one vote. In brackets the 95 % interval of an accuracy on the test pictures: it tells of their choice alone, not of the seed.`

/** @typedef {import('../lib/accuracy.mjs').Accuracy} Accuracy */

/**
 * @typedef {object} Judgement
 * @property {number} C that was chosen
 * @property {Accuracy} probe
 * @property {Accuracy} neighbours
 */

/**
 * @typedef {object} Cifar
 * @property {import('@infonce/simclr').PictureSet} training
 * @property {import('@infonce/simclr').PictureSet} test
 */

/**
 * Judges what gives features for pictures.
 * @param {Cifar} pictures
 * @param {(set: import('@infonce/simclr').PictureSet) => Promise<import('@infonce/evaluation').Features>} featuresOf
 * @param {string} title for the line of progress
 * @returns {Promise<Judgement>}
 */
export async function judge({ training, test }, featuresOf, title) {
  const known = { features: await featuresOf(training), labels: classesOf(training) }
  const asked = { features: await featuresOf(test), labels: classesOf(test) }
  const neighbours = accuracyOf(judgeByNeighbours(known, asked))
  process.stderr.write(`${title}: ${neighbours.accuracy.toFixed(4)} by neighbours\n`)
  const standardised = standardiser(known.features).apply(known.features)
  const { C } = chooseC(standardised, encodeLabels(known.labels), Random.fromSeed(1), {
    candidates: known.features.columns > FEW_COLUMNS ? MANY_COLUMNS_CANDIDATES : CANDIDATES,
    heldOut: HELD_OUT,
  })
  const judged = judgeByProbe(known, asked, { C })
  const probe = probeAccuracy(judged)
  process.stderr.write(
    `${title}: ${probe.accuracy.toFixed(4)} by the probe, C ${C}, ${judged.probe.iterations} iterations${probe.converged ? '' : ', not converged'}\n`,
  )
  return { C, probe, neighbours }
}

/**
 * Judges a model.
 * @param {Cifar} pictures
 * @param {import('@infonce/simclr').SimClr} model
 * @param {import('@infonce/simclr').Encoding} encoding
 * @param {{ threads: number, title: string }} options
 */
export const judgeModel = (pictures, model, encoding, { threads, title }) =>
  judge(pictures, (set) => embedPictures(model, set, { encoding, threads }), title)

/**
 * What is kept of a confusion matrix.
 * @param {import('@infonce/evaluation').ConfusionMatrix} matrix
 * @returns {Accuracy}
 */
export const accuracyOf = ({ accuracy, interval }) => ({ accuracy, interval })

/**
 * The pixels of pictures, 0 … 1.
 * @param {import('@infonce/simclr').PictureSet} set
 * @returns {Promise<import('@infonce/evaluation').Features>}
 */
export async function pixelsOf(set) {
  const columns = set.channels * set.size * set.size
  const data = new Float32Array(set.pictures.length * columns)
  for (const index of set.pictures.keys()) {
    const pixels = await set.read(index)
    for (let i = 0; i < columns; i++) data[index * columns + i] = (pixels[i] ?? 0) / 255
  }
  return { rows: set.pictures.length, columns, data }
}
