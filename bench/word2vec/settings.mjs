// The settings that every program is run with.

/**
 * @typedef {object} Settings
 * @property {number} dim
 * @property {number} window
 * @property {number} negatives
 * @property {number} sample
 * @property {number} minCount
 * @property {number} epochs
 * @property {number} learningRate at the start; every program lets it fall in a straight line
 * @property {number} threads
 */

/** @type {Omit<Settings, 'threads'>} */
export const settings = {
  dim: 100,
  window: 5,
  negatives: 5,
  sample: 1e-3,
  minCount: 5,
  epochs: 1,
  learningRate: 0.025,
}

/** @param {Settings} of */
export function settingsText({ dim, window, negatives, sample, minCount, epochs, learningRate, threads }) {
  const plural = (/** @type {number} */ count, /** @type {string} */ noun) =>
    `${count} ${noun}${count === 1 ? '' : 's'}`
  return `skip-gram, ${dim} dimensions, window ${window}, ${plural(negatives, 'negative')}, sample ${sample}, minimum count ${minCount}, ${plural(epochs, 'epoch')}, learning rate ${learningRate}, ${plural(threads, 'thread')}`
}
