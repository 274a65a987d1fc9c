// Tables of what providers did.
import { markdownTable } from '../lib/markdown.mjs'
import { fixed } from '../lib/numbers.mjs'

/** How many of the first steps are compared closely: rounding has not grown yet. */
export const FIRST = 8
/** Most that a loss of those may differ from the CPU's, relative to it, and that any later one may. */
export const TOLERANCE = { first: 1e-3, later: 2e-2 }

/** @typedef {import('./child.mjs').Result} Result */

/** @param {Result} result */
export const nameOf = ({ job: { provider, stepsPerRun } }) =>
  stepsPerRun === 1 ? provider : `${provider}, ${stepsPerRun} steps a run`

/**
 * The largest differences of losses from the CPU's, relative to it, among the first steps and among those after them;
 * undefined where there is nothing to compare. What is not finite differs by infinity.
 * @param {Result} result
 * @param {Result | undefined} reference
 */
function lossDifferences({ losses }, reference) {
  const largest = (/** @type {(step: number) => boolean} */ isOf) => {
    const differences = [...losses].flatMap(([step, loss]) => {
      const expected = reference?.losses.get(step)
      if (expected === undefined || !isOf(step)) return []
      const difference = Math.abs(loss / expected - 1)
      return [Number.isFinite(difference) ? difference : Infinity]
    })
    return differences.length > 0 ? Math.max(...differences) : undefined
  }
  return { first: largest((step) => step <= FIRST), later: largest((step) => step > FIRST) }
}

/**
 * Whether a provider that can be used did not do what it should.
 * @param {Result} result
 * @param {Result | undefined} reference
 */
export function isWrong(result, reference) {
  if (result.unusable !== undefined) return false
  const { first = Infinity, later = Infinity } = lossDifferences(result, reference)
  return result.failure !== undefined || first > TOLERANCE.first || later > TOLERANCE.later
}

/**
 * The table of one workload, and what went wrong.
 * @param {readonly Result[]} results
 */
export function workloadReport(results) {
  const measured = results.filter(({ unusable }) => unusable === undefined)
  const reference = measured.find(({ job }) => job.provider === 'cpu')
  const failures = measured.filter(({ failure }) => failure !== undefined)
  return [
    markdownTable(
      [
        'provider',
        'steps/s',
        'times the CPU',
        'largest loss difference, first',
        'later',
        'agrees',
        'partly on the CPU',
      ],
      measured.map((result) => {
        const { stepsPerSecond, partlyOnCpu } = result
        const { first, later } = lossDifferences(result, reference)
        const ratio = stepsPerSecond && reference?.stepsPerSecond && stepsPerSecond / reference.stepsPerSecond
        return [
          nameOf(result),
          stepsPerSecond ? rate(stepsPerSecond) : 'failed',
          ratio ? fixed(2)(ratio) : '–',
          ...[first, later].map((value) =>
            result === reference || value === undefined ? '–' : value.toExponential(1),
          ),
          result === reference ? '–' : isWrong(result, reference) ? '**no**' : 'yes',
          partlyOnCpu === undefined || result.job.provider === 'cpu' ? '–' : partlyOnCpu ? 'yes' : 'no',
        ]
      }),
    ),
    ...(failures.length > 0 ? [''] : []),
    ...failures.map((result) => `- ${nameOf(result)} failed${when(result)}: ${result.failure}`),
  ]
}

/** @param {Result} result */
const when = ({ made, stepsPerSecond }) =>
  stepsPerSecond === undefined ? (made > 0 ? ` after step ${made}` : ' before its first step') : ' after its last step'

/** @param {number} value */
const rate = (value) => fixed(value < 10 ? 2 : value < 1000 ? 1 : 0)(value)
