// The paper's two ablations: how many steps are predicted, and where negatives come from.
import { percentage } from '../lib/accuracy.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { evaluateModel } from './evaluate.mjs'
import { trainTimed } from './train-timed.mjs'

/** @typedef {import('./train-timed.mjs').Job} Job */

const STEPS = [2, 4, 8, 12]
/** @type {[string, import('@infonce/cpc').ConfigurationInput][]} */
const NEGATIVES = [
  ['same sequence', { scope: 'sequence' }],
  ['batch', { scope: 'batch' }],
  ['batch without the own sequence', { scope: 'batch', ownSequence: false }],
  ['same speaker', { scope: 'speaker' }],
  ['same speaker without the own sequence', { scope: 'speaker', ownSequence: false }],
  ['batch and speaker mixed', { scope: 'mixed' }],
  ['mixed without the own sequence', { scope: 'mixed', ownSequence: false }],
]

/** @param {Job} job */
export async function ablations(job) {
  const row = async (/** @type {string} */ title, /** @type {import('@infonce/cpc').ConfigurationInput} */ change) => {
    const { model, metrics } = await trainTimed({ ...job, settings: { ...job.settings, ...change } }, title)
    const evaluated = await evaluateModel(job, model, ['mean-c', 'statistics-c'])
    const accuracies = evaluated.flatMap(({ found }) => found.map(({ probe }) => percentage(probe)))
    const bound = `${metrics['metric/bound']?.toFixed(2)} of ${metrics['metric/ceiling']?.toFixed(2)}`
    return [title, ...accuracies, Number(metrics['metric/accuracy']).toFixed(3), bound]
  }
  const titles = (/** @type {string} */ first) => [
    first,
    'digits %, mean of c',
    'speakers %',
    'digits %, mean and deviation',
    'speakers %',
    'accuracy',
    'bound, nats',
  ]
  const steps = []
  for (const count of STEPS) steps.push(await row(String(count), { steps: count }))
  const negatives = []
  for (const [title, change] of NEGATIVES) negatives.push(await row(title, change))
  return [
    'One run each, from the same seed: differences of a point or two are no more than chance. Accuracy and bound are of the last batch whose loss was computed.',
    `Settings beside those that the tables vary: \`${JSON.stringify(job.settings)}\``,
    markdownTable(titles('steps predicted'), steps),
    markdownTable(titles('negatives'), negatives),
  ].join('\n\n')
}
