// Contrasts as plain numbers, and every objective's formula as loops over them: what the tests hold the objectives to.
import fc from 'fast-check'
import { type Contrast, makeContrast } from '../contrast.js'
import { constant } from '../operations/leaves.js'

/** One entry of a contrast: an anchor against a candidate. */
export interface Entry {
  readonly score: number
  readonly positive: boolean
  readonly weight: number
  readonly logExpectedCount: number
}
/** Rows of entries, one row an anchor. */
export type Plain = readonly (readonly Entry[])[]

const entry = (weights: readonly number[]): fc.Arbitrary<Entry> =>
  fc
    .record({
      score: fc.double({ min: -6, max: 6, noNaN: true }),
      positive: fc.boolean(),
      weight: fc.constantFrom(...weights),
      logExpectedCount: fc.double({ min: -4, max: 2, noNaN: true }),
    })
    // A positive is a candidate once, or not at all.
    .map((drawn) => (drawn.positive ? { ...drawn, weight: Math.min(drawn.weight, 1) } : drawn))

/** Any contrast: masks, weights, several positives or none, positives that are no candidates. */
export const anyContrast: fc.Arbitrary<Plain> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }))
  .chain(([anchors, candidates]) =>
    fc.array(fc.array(entry([0, 1, 2]), { minLength: candidates, maxLength: candidates }), {
      minLength: anchors,
      maxLength: anchors,
    }),
  )

/** Contrasts in which each anchor has one positive, its first candidate. */
export const onePositive: fc.Arbitrary<Plain> = anyContrast.map((rows) =>
  rows.map((row) => row.map((each, c) => ({ ...each, positive: c === 0, weight: c ? each.weight : each.weight && 1 }))),
)

/** The contrast of these numbers, as constants. */
export function toContrast(rows: Plain): Contrast {
  const shape = [rows.length, rows[0]?.length ?? 0]
  const part = (read: (each: Entry) => number | boolean) => rows.flatMap((row) => row.map((each) => Number(read(each))))
  return makeContrast({
    scores: constant(
      part((each) => each.score),
      shape,
    ),
    target: constant(
      part((each) => each.positive),
      shape,
      'bool',
    ),
    weight: constant(
      part((each) => each.weight),
      shape,
    ),
    logExpectedCount: constant(
      part((each) => each.logExpectedCount),
      shape,
    ),
  })
}

const positivesOf = (row: readonly Entry[]) => row.filter((each) => each.positive)
const negativesOf = (row: readonly Entry[]) => row.filter((each) => !each.positive && each.weight > 0)
const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const logistic = (x: number) => 1 / (1 + Math.exp(-x))

/** −[ln σ(x⁺) + Σ w·ln(1 − σ(x⁻))] for each positive of an anchor. */
export function naiveLogistic(row: readonly Entry[], logit: (each: Entry) => number): number {
  let loss = 0
  for (const positive of positivesOf(row)) {
    loss -= Math.log(logistic(logit(positive)))
    for (const negative of negativesOf(row)) loss -= negative.weight * Math.log(1 - logistic(logit(negative)))
  }
  return loss
}

const mass = (entries: readonly Entry[], logit: (each: Entry) => number) =>
  total(entries.map((each) => each.weight * Math.exp(logit(each))))

/** The loss of an anchor by each multi-positive convention. */
export const naiveRanking = {
  eachPositive: (row: readonly Entry[], logit: (each: Entry) => number): number =>
    total(
      positivesOf(row).map((p) => {
        const own = Math.exp(logit(p))
        return -Math.log(own / (own + mass(negativesOf(row), logit)))
      }),
    ),
  meanOfPositives: (row: readonly Entry[], logit: (each: Entry) => number): number =>
    total(
      positivesOf(row).map((p) => {
        const own = Math.exp(logit(p))
        const others = row.filter((each) => each !== p)
        return -Math.log(own / (own + mass(others, logit)))
      }),
    ),
  anyPositive: (row: readonly Entry[], logit: (each: Entry) => number): number => {
    const own = total(positivesOf(row).map((p) => Math.exp(logit(p))))
    return own === 0 ? 0 : -Math.log(own / (own + mass(negativesOf(row), logit)))
  },
} as const

/** The reduction `mean`: over anchors that have a positive, of the mean over their positives (`units` of each). */
export function naiveMean(losses: readonly number[], units: readonly number[]): number {
  const present = losses.filter((_, i) => units[i]! > 0)
  const each = losses.map((loss, i) => (units[i]! > 0 ? loss / units[i]! : 0))
  return present.length === 0 ? 0 : total(each) / present.length
}

/** The number of positives of each anchor. */
export const naiveCounts = (rows: Plain): number[] => rows.map((row) => positivesOf(row).length)
