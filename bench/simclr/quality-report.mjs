// The report of what SimCLR's representation is worth.
import { percentage } from '../lib/accuracy.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { mebibytes, whole } from '../lib/numbers.mjs'

/** Most rows of the table over passes. */
const ROWS = 25

/**
 * @typedef {object} Row
 * @property {string} title
 * @property {import('./evaluate.mjs').Evaluation} evaluated
 */

/**
 * @param {readonly Row[]} rows
 * @param {import('./with-labels.mjs').WithLabels | undefined} withLabels
 */
export function accuracies(rows, withLabels) {
  const all = rows.map(({ title, evaluated }) => [
    title,
    percentage(evaluated.probe),
    String(evaluated.C),
    percentage(evaluated.neighbors),
  ])
  if (withLabels) {
    const { h, classifier } = withLabels
    all.push(
      ['the same network trained with labels, h', percentage(h.probe), String(h.C), percentage(h.neighbors)],
      ['the same network trained with labels, itself', percentage(classifier), '–', '–'],
    )
  }
  return markdownTable(['features', 'linear probe %', 'C', '20-NN %'], all)
}

/**
 * What training took, in a sentence.
 * @param {string} what
 * @param {{ configuration: { epochs: number }, threads: number, steps: number, seconds: number, cpuSeconds: number,
 *   peak?: number }} took
 */
export function effort(what, { configuration, threads, steps, seconds, cpuSeconds, peak }) {
  const { epochs } = configuration
  const most = peak === undefined ? '' : `; at most ${mebibytes(peak)} resident`
  const counted = `${whole(epochs)} ${epochs === 1 ? 'epoch' : 'epochs'}, ${whole(steps)} steps`
  return `${what}: ${counted} in ${duration(seconds)} (${duration(cpuSeconds)} of CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}), ${(steps / seconds).toFixed(2)} steps a second${most}.`
}

/** @param {number} seconds */
const duration = (seconds) => (seconds < 600 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} min`)

/**
 * Passes over the images: all of them, or some at even distances, and the last.
 * @param {readonly import('./train-timed.mjs').Pass[]} passes
 */
export function curve(passes) {
  const every = Math.ceil(passes.length / ROWS)
  const shown = passes.filter(({ epoch }) => epoch === 1 || epoch % every === 0 || epoch === passes.length)
  const number = (/** @type {number | undefined} */ value, /** @type {number} */ digits) =>
    value === undefined ? '–' : value.toFixed(digits)
  return markdownTable(
    ['epoch', 'loss', 'bound, nats', 'accuracy of the contrast', '20-NN %', 'min', 'min of CPU'],
    shown.map(({ epoch, loss, bound, accuracy, neighbors, seconds, cpuSeconds }) => [
      String(epoch),
      loss.toFixed(3),
      number(bound, 2),
      number(accuracy, 3),
      number(neighbors && 100 * neighbors, 1),
      (seconds / 60).toFixed(1),
      (cpuSeconds / 60).toFixed(1),
    ]),
  )
}
