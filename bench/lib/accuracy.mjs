// How accuracies are written.

/**
 * What is kept of an evaluation. A probe's says whether its fit converged.
 * @typedef {Pick<import('@infonce/evaluation').ConfusionMatrix, 'accuracy' | 'interval'> & { converged?: boolean }} Accuracy
 */

/**
 * What is kept of a linear probe's evaluation.
 * @param {import('@infonce/evaluation').ProbeEvaluation} evaluated
 * @returns {Accuracy}
 */
export const probeAccuracy = ({ accuracy, interval, probe: { converged } }) => ({ accuracy, interval, converged })

/**
 * An accuracy in percent, with its interval: `97.3 [94.8, 98.6]`.
 * @param {Accuracy} evaluation
 */
export function percentage({ accuracy, interval, converged = true }) {
  const percent = (/** @type {number} */ share) => (100 * share).toFixed(1)
  return `${percent(accuracy)} [${percent(interval.low)}, ${percent(interval.high)}]${converged ? '' : ' (not converged)'}`
}
