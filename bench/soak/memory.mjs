// What samples of a process's memory say: a table, slopes, and whether it stays flat.
import { markdownTable } from '../lib/markdown.mjs'
import { fixed, whole } from '../lib/numbers.mjs'

/** The kinds of memory that Node tells of. `external` holds `arrayBuffers`; all but `rss` are within `rss`. */
export const KINDS = /** @type {const} */ (['rss', 'heapUsed', 'external', 'arrayBuffers'])

/** Share of the steps, at the beginning, that is left out of slopes: caches fill and code is compiled. */
export const WARM_UP = 0.2
/** Most growth over the rest of the run that is called flat, as a share of the memory. */
const FLAT = 0.02
/** Most growth of what is left after a collection, in bytes. */
const FLAT_COLLECTED = 2 ** 20

/**
 * `rest`: `rss` less `heapUsed` and `external`, which is the memory of native libraries, and of a device that is
 * simulated on the CPU. `card`: that of the graphics card, where it can be read.
 * @typedef {typeof KINDS[number] | 'rest' | 'card'} Kind
 */
/** @typedef {{ step: number } & Partial<Record<Exclude<Kind, 'rest'>, number>>} Sample in bytes */

/**
 * @typedef {object} Run
 * @property {readonly Sample[]} samples
 * @property {readonly Sample[]} collected after a collection of garbage: early, and at the end
 */

const mebi = (/** @type {number} */ bytes) => fixed(1)(bytes / 2 ** 20)

/**
 * Whether memory stays flat, and what that means, in words. The rest is told of to explain the resident memory, which
 * garbage that has not been collected yet raises too; it decides nothing.
 * @param {Run} run
 */
export function verdict({ samples, collected }) {
  const late = lateOf(samples)
  const [resident, rest] = [growthOf(late, 'rss'), growthOf(late, 'rest')]
  const card = late.some((sample) => sample.card !== undefined) ? growthOf(late, 'card') : undefined
  const [early, final] = [collected[0], collected.at(-1)]
  const kept = /** @type {const} */ (['heapUsed', 'external']).map(
    (kind) => (final?.[kind] ?? 0) - (early?.[kind] ?? 0),
  )
  const flat =
    resident.growth < resident.most &&
    (!card || card.growth < card.most) &&
    kept.every((bytes) => bytes < FLAT_COLLECTED)
  const onCard = card
    ? [
        `A line fitted to the memory in use on the graphics card rises by ${mebi(card.growth)} MiB (flat: less than ${mebi(card.most)} MiB).`,
      ]
    : []
  return {
    flat,
    lines: [
      [
        `Memory is ${flat ? '' : 'not '}flat. Over the last ${100 * (1 - WARM_UP)} % of the steps a line fitted to the resident memory rises by ${mebi(resident.growth)} MiB (flat: less than ${100 * FLAT} % of the mean, ${mebi(resident.most)} MiB), and one fitted to the rest of it, less what Node holds in the heap and outside, by ${mebi(rest.growth)} MiB.`,
        ...onCard,
        `What is left after a collection of garbage grows between steps ${whole(early?.step ?? 0)} and ${whole(final?.step ?? 0)} by ${mebi(kept[0] ?? 0)} MiB in the heap and ${mebi(kept[1] ?? 0)} MiB outside (flat: less than ${mebi(FLAT_COLLECTED)} MiB).`,
      ].join(' '),
    ],
  }
}

/**
 * Tables of slopes and of some samples.
 * @param {Run} run
 */
export function memoryReport({ samples }) {
  const late = lateOf(samples)
  const shown = samples.filter((_, i) => (i + 1) % Math.max(1, Math.round(samples.length / 20)) === 0)
  /** @type {readonly Kind[]} */
  const kinds = samples.some((sample) => sample.card !== undefined) ? [...KINDS, 'rest', 'card'] : [...KINDS, 'rest']
  return [
    markdownTable(
      ['', 'slope, bytes a step', 'least, MiB', 'most, MiB'],
      kinds.map((kind) => {
        const values = late.map((sample) => of(sample, kind))
        return [kind, fixed(2)(slope(late, kind)), mebi(Math.min(...values)), mebi(Math.max(...values))]
      }),
    ),
    '',
    `Of the last ${100 * (1 - WARM_UP)} % of ${samples.length} samples. In MiB on the way:`,
    '',
    markdownTable(
      ['step', ...kinds],
      shown.map((sample) => [whole(sample.step), ...kinds.map((kind) => mebi(of(sample, kind)))]),
    ),
  ]
}

/**
 * @param {Sample} sample
 * @param {Kind} kind
 */
const of = (sample, kind) =>
  kind === 'rest' ? (sample.rss ?? 0) - (sample.heapUsed ?? 0) - (sample.external ?? 0) : (sample[kind] ?? 0)

/** @param {readonly Sample[]} samples */
const lateOf = (samples) => samples.slice(Math.floor(samples.length * WARM_UP))

/**
 * By how much a kind of memory grows over samples, and by how much it may.
 * @param {readonly Sample[]} samples
 * @param {Kind} kind
 */
function growthOf(samples, kind) {
  const span = (samples.at(-1)?.step ?? 0) - (samples[0]?.step ?? 0)
  const mean = samples.reduce((sum, sample) => sum + of(sample, kind), 0) / samples.length
  return { growth: slope(samples, kind) * span, most: FLAT * mean }
}

/**
 * The slope of the line that fits best by least squares, in bytes a step.
 * @param {readonly Sample[]} samples
 * @param {Kind} kind
 */
function slope(samples, kind) {
  const mean = (/** @type {(sample: Sample) => number} */ value) =>
    samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length
  const [x, y] = [mean(({ step }) => step), mean((sample) => of(sample, kind))]
  const covariance = mean((sample) => (sample.step - x) * (of(sample, kind) - y))
  return covariance / mean(({ step }) => (step - x) ** 2)
}
