// How accuracies are written.

/**
 * What is kept of a judgement. A probe's says whether its fit converged.
 * @typedef {Pick<import('@infonce/evaluation').ConfusionMatrix, 'accuracy' | 'interval'> & { converged?: boolean }} Accuracy
 */

/**
 * What is kept of a linear probe's judgement.
 * @param {import('@infonce/evaluation').ProbeJudgement} judged
 * @returns {Accuracy}
 */
export const probeAccuracy = ({ accuracy, interval, probe: { converged } }) => ({ accuracy, interval, converged })

/**
 * An accuracy in percent, with its interval: `97.3 [94.8, 98.6]`.
 * @param {Accuracy} judgement
 */
export function percentage({ accuracy, interval, converged = true }) {
  const percent = (/** @type {number} */ share) => (100 * share).toFixed(1)
  return `${percent(accuracy)} [${percent(interval.low)}, ${percent(interval.high)}]${converged ? '' : ' (not converged)'}`
}
