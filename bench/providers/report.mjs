// Tables of what providers did.
import { markdownTable } from '../lib/markdown.mjs'
import { fixed } from '../lib/numbers.mjs'

/** Most that a loss may differ from the CPU's, relative to it. */
export const TOLERANCE = 1e-3

/** @typedef {import('./child.mjs').Result} Result */

/** @param {Result} result */
export const nameOf = ({ job: { provider, stepsPerRun } }) =>
  stepsPerRun === 1 ? provider : `${provider}, ${stepsPerRun} steps a run`

/**
 * The largest difference of a loss from the CPU's, relative to it; undefined where there is nothing to compare. What
 * is not finite differs by infinity.
 * @param {Result} result
 * @param {Result | undefined} reference
 */
export function lossDifference({ losses }, reference) {
  const differences = [...losses].flatMap(([step, loss]) => {
    const expected = reference?.losses.get(step)
    if (expected === undefined) return []
    const difference = Math.abs(loss / expected - 1)
    return [Number.isFinite(difference) ? difference : Infinity]
  })
  return differences.length > 0 ? Math.max(...differences) : undefined
}

/**
 * Whether a provider that can be used did not do what it should.
 * @param {Result} result
 * @param {Result | undefined} reference
 */
export const isWrong = (result, reference) =>
  result.unusable === undefined &&
  (result.failure !== undefined || !((lossDifference(result, reference) ?? Infinity) <= TOLERANCE))

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
      ['provider', 'steps/s', 'times the CPU', 'largest loss difference', 'agrees', 'partly on the CPU'],
      measured.map((result) => {
        const { stepsPerSecond, partlyOnCpu } = result
        const difference = lossDifference(result, reference)
        const ratio = stepsPerSecond && reference?.stepsPerSecond && stepsPerSecond / reference.stepsPerSecond
        return [
          nameOf(result),
          stepsPerSecond ? rate(stepsPerSecond) : 'failed',
          ratio ? fixed(2)(ratio) : '–',
          result === reference || difference === undefined ? '–' : difference.toExponential(1),
          result === reference ? '–' : isWrong(result, reference) ? '**no**' : 'yes',
          partlyOnCpu === undefined ? '–' : partlyOnCpu ? 'yes' : 'no',
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
