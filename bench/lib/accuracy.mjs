// How accuracies are written.

/**
 * An accuracy in percent, with its interval: `97.3 [94.8, 98.6]`.
 * @param {Pick<import('@infonce/evaluation').ConfusionMatrix, 'accuracy' | 'interval'>} judgement
 */
export function percentage({ accuracy, interval }) {
  const percent = (/** @type {number} */ share) => (100 * share).toFixed(1)
  return `${percent(accuracy)} [${percent(interval.low)}, ${percent(interval.high)}]`
}
