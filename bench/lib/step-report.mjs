// The report of training steps made in turns.
import { load, machine, revision } from './machine.mjs'
import { markdownTable } from './markdown.mjs'
import { fixed, mebibytes, median, spread } from './numbers.mjs'
import { operatorsReport } from './step-operators.mjs'

/** @typedef {import('./step-turns.mjs').Answer} Answer */

/**
 * @typedef {object} Comparison
 * @property {number} threads
 * @property {string[]} versions
 * @property {Answer[]} ours
 * @property {Answer[]} theirs
 * @property {(number | undefined)[]} peaks bytes, of ours and theirs
 */

/**
 * @param {readonly Comparison[]} comparisons
 * @param {number} steps of a turn
 */
function comparisonTable(comparisons, steps) {
  const wall = (/** @type {Answer} */ { seconds }) => (1000 * seconds) / steps
  const cpu = (/** @type {Answer} */ { cpuSeconds }) => (1000 * cpuSeconds) / steps
  const peak = (/** @type {number | undefined} */ bytes) => (bytes === undefined ? '–' : mebibytes(bytes))
  return markdownTable(
    [
      ...['threads', 'infonce, ms', 'PyTorch, ms', 'ratio'],
      ...['infonce, ms of CPU', 'PyTorch, ms of CPU', 'ratio of CPU', 'infonce, peak', 'PyTorch, peak'],
    ],
    comparisons.map(({ threads, ours, theirs, peaks }) => [
      String(threads),
      ...[wall, cpu].flatMap((measure) => [
        spread(ours.map(measure), fixed(1)),
        spread(theirs.map(measure), fixed(1)),
        fixed(2)(median(ours.map(measure)) / median(theirs.map(measure))),
      ]),
      ...peaks.map(peak),
    ]),
  )
}

/**
 * @param {object} found
 * @param {string} found.title
 * @param {{ date: string, load: string, command: string }} found.begun
 * @param {string} found.settings in words
 * @param {string} found.peer in words, how PyTorch runs
 * @param {number} found.milliseconds that our preparation of a batch took
 * @param {number} found.checked
 * @param {number} found.rounds
 * @param {number} found.steps of a turn
 * @param {number} found.lossEvery
 * @param {readonly Comparison[]} found.comparisons
 * @param {Awaited<ReturnType<typeof import('./step-operators.mjs').measureOperators>>} found.profile
 */
export function stepReport({ title, begun, settings, peer, milliseconds, checked, comparisons, profile, ...turns }) {
  const { rounds, steps, lossEvery } = turns
  const losses = lossEvery === 1 ? 'each computes the loss' : `every ${lossEvery}th computes the loss`
  return `${[
    `# ${title}`,
    '',
    `- Date: ${begun.date}`,
    `- Machine: ${machine()}; load when it began: ${begun.load}, when it ended: ${load()}`,
    `- ${revision()}, ${comparisons[0]?.versions.join('; ')}`,
    `- \`${begun.command}\``,
    `- Settings: ${settings}`,
    `- Both make the same steps from the same parameters and batches, which lie ready (ours takes ${fixed(2)(milliseconds)} ms to prepare one); their first ${checked} losses agree. ${peer}`,
    `- ${rounds} rounds of ${steps} steps in turns, after ${2 * checked} others; ${losses}, ours with its metrics. Medians and, in brackets, ranges; ratios are of medians, below 1 where ours is faster. Peaks are the most memory resident in each process, from its start to its last step`,
    '',
    comparisonTable(comparisons, steps),
    '',
    'On a busy machine the times of CPU say more than those of the clock.',
    '',
    ...operatorsReport(profile, lossEvery === 1 ? 'the graph with the loss' : 'the graph without the loss'),
  ].join('\n')}\n`
}
