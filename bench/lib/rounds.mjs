// What programs took in rounds of turns, and ours over each other's of the same round.
import { markdownTable } from './markdown.mjs'
import { fixed, median, spread } from './numbers.mjs'

/**
 * Ours over theirs, round by round, as far as both have rounds: what slows one round slows both sides of its ratio.
 * Ratios of numbers that are not known are NaN.
 * @param {readonly (number | undefined)[]} ours
 * @param {readonly (number | undefined)[]} theirs
 */
export const roundRatios = (ours, theirs) =>
  ours.slice(0, theirs.length).map((value, round) => (value ?? Number.NaN) / (theirs[round] ?? Number.NaN))

/**
 * The median of those ratios and, in brackets, their range: `0.62 (0.55–0.66)`.
 * @param {readonly (number | undefined)[]} ours
 * @param {readonly (number | undefined)[]} theirs
 */
export const ratioSpread = (ours, theirs) => spread(roundRatios(ours, theirs), fixed(2))

/**
 * A row for each round, then the least, the median and the greatest of each column. In brackets behind a number: ours
 * over it, in the same round.
 * @param {readonly { name: string, values: readonly (number | undefined)[] }[]} programs ours first
 * @param {(value: number) => string} format
 */
export function roundsTable(programs, format) {
  const ours = programs[0]?.values ?? []
  const columns = programs.map(({ values }, i) => ({
    values: values.map((value) => value ?? Number.NaN),
    ratios: i === 0 ? undefined : roundRatios(ours, values),
  }))
  const cell = (/** @type {number | undefined} */ value, /** @type {number | undefined} */ ratio) =>
    value === undefined || !Number.isFinite(value)
      ? '–'
      : `${format(value)}${ratio === undefined ? '' : ` (${fixed(2)(ratio)})`}`
  const row = (/** @type {string} */ name, /** @type {(values: readonly number[]) => number | undefined} */ pick) => [
    name,
    ...columns.map(({ values, ratios }) => cell(pick(values), ratios && pick(ratios))),
  ]
  const rounds = Math.max(...programs.map(({ values }) => values.length))
  return markdownTable(
    ['round', ...programs.map(({ name }) => name)],
    [
      ...Array.from({ length: rounds }, (_, round) => row(String(round + 1), (values) => values[round])),
      row('least', (values) => Math.min(...values)),
      row('median', median),
      row('greatest', (values) => Math.max(...values)),
    ],
  )
}
