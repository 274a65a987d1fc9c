// The report of training steps made in turns.
import { load, machine } from './machine.mjs'
import { markdownTable } from './markdown.mjs'
import { fixed, mebibytes, spread } from './numbers.mjs'
import { ratioSpread, roundsTable } from './rounds.mjs'
import { operatorsReport } from './step-operators.mjs'

/** @typedef {import('./step-turns.mjs').Answer} Answer */

/**
 * @typedef {object} Comparison
 * @property {string} settings their name
 * @property {number} threads
 * @property {string[]} versions
 * @property {{ name: string, answers: Answer[], peak: number | undefined }[]} contestants ours first; peaks in bytes
 */

/**
 * @param {Comparison} comparison
 * @param {number} steps of a turn
 */
function comparisonReport({ settings, threads, contestants }, steps) {
  const wall = (/** @type {Answer} */ { seconds }) => (1000 * seconds) / steps
  const cpu = (/** @type {Answer} */ { cpuSeconds }) => (1000 * cpuSeconds) / steps
  const ours = contestants[0]?.answers ?? []
  return [
    `## ${settings}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    '',
    markdownTable(
      ['', 'ms of CPU', 'ours over it', 'ms by the clock', 'ours over it', 'peak'],
      contestants.map(({ name, answers, peak }) => [
        name,
        ...[cpu, wall].flatMap((measure) => [
          spread(answers.map(measure), fixed(1)),
          ratioSpread(ours.map(measure), answers.map(measure)),
        ]),
        peak === undefined ? '–' : mebibytes(peak),
      ]),
    ),
    '',
    'Milliseconds of CPU a step, by round; in brackets, ours over it:',
    '',
    roundsTable(
      contestants.map(({ name, answers }) => ({ name, values: answers.map(cpu) })),
      fixed(1),
    ),
    '',
  ]
}

/**
 * @param {object} found
 * @param {string} found.title
 * @param {{ date: string, revision: string, load: string, command: string }} found.begun
 * @param {readonly { name: string, text: string, milliseconds: number }[]} found.described settings in words, and what our
 *   preparation of a batch took
 * @param {string} found.peerForm in words, what is true of all forms of PyTorch
 * @param {readonly string[]} found.leftOut forms of PyTorch that were not run, and why
 * @param {number} found.checked
 * @param {number} found.rounds
 * @param {number} found.steps of a turn
 * @param {number} found.lossEvery
 * @param {readonly Comparison[]} found.comparisons
 * @param {Awaited<ReturnType<typeof import('./step-operators.mjs').measureOperators>>} found.profile of the first settings
 */
export function stepReport({ title, begun, described, peerForm, leftOut, checked, comparisons, profile, ...turns }) {
  const { rounds, steps, lossEvery } = turns
  const losses = lossEvery === 1 ? 'each computes the loss' : `every ${lossEvery}th computes the loss`
  const graph = lossEvery === 1 ? 'the graph with the loss' : 'the graph without the loss'
  return `${[
    `# ${title}`,
    '',
    `- Date: ${begun.date}`,
    `- Machine: ${machine()}; load when it began: ${begun.load}, when it ended: ${load()}`,
    `- ${begun.revision}, ${comparisons[0]?.versions.join('; ')}`,
    `- \`${begun.command}\``,
    ...described.map(
      ({ name, text, milliseconds }) =>
        `- Settings "${name}": ${text}; we take ${fixed(2)(milliseconds)} ms to prepare a batch, which is not counted`,
    ),
    `- All make the same steps from the same parameters and batches, which lie ready; the first ${checked} losses agree. ${peerForm}`,
    ...leftOut.map((reason) => `- Left out: ${reason}`),
    `- ${rounds} rounds of ${steps} steps in turns, after ${2 * checked} others; ${losses}, ours with its metrics. Medians and, in brackets, ranges; ratios are of the same round, below 1 where ours is faster. Peaks are the most memory resident in each process, from its start to its last step`,
    '- On a busy machine the times of CPU say more than those of the clock',
    '',
    ...comparisons.flatMap((comparison) => comparisonReport(comparison, steps)),
    ...operatorsReport(profile, `settings "${described[0]?.name}", ${graph}`),
  ].join('\n')}\n`
}
