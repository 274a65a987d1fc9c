// Scores that are no finite numbers: what every objective makes of them, by the reference or on a runtime.
import {
  type Contrast,
  concatenateContrasts,
  decoupledInfoNCE,
  divide,
  evaluate,
  type Feeds,
  fullSoftmax,
  gradient,
  infoNCE,
  input,
  type Loss,
  makeContrast,
  negativeSampling,
  negatives,
  noiseContrastiveEstimation,
  type PositiveConvention,
  positives,
  type Reduction,
  sampledSoftmax,
  slice,
  type Tensor,
  tensor,
  toDense,
} from '@infonce/core'
import { expect, it } from 'vitest'

/** Numbers of outputs, by name. */
export type Results = Readonly<Record<string, ArrayLike<number>>>
/** Runs outputs as one graph, again and again. */
export type RunFeeds = (feeds: Feeds) => Promise<Results>
/** Makes a graph ready to run. */
export type Open = (outputs: Readonly<Record<string, Tensor>>) => Promise<RunFeeds>

/** The reference, float64. */
export const openReference: Open = async (outputs) => async (feeds) =>
  Object.fromEntries(Object.entries(evaluate(outputs, feeds)).map(([name, { data }]) => [name, data]))

type Objective = (contrast: Contrast, reduction: Reduction) => Loss

const conventions: readonly PositiveConvention[] = ['eachPositive', 'meanOfPositives', 'anyPositive', 'singlePositive']
const objectives: Readonly<Record<string, Objective>> = {
  negativeSampling: (contrast, reduction) => negativeSampling(contrast, { reduction }),
  noiseContrastiveEstimation: (contrast, reduction) => noiseContrastiveEstimation(contrast, { reduction }),
  decoupledInfoNCE: (contrast, reduction) => decoupledInfoNCE(contrast, { reduction }),
  fullSoftmax: (contrast, reduction) => fullSoftmax(contrast, { reduction }),
  ...Object.fromEntries(
    conventions.flatMap((convention): [string, Objective][] => [
      [`infoNCE by ${convention}`, (contrast, reduction) => infoNCE(contrast, { positives: convention, reduction })],
      [
        `sampledSoftmax by ${convention}`,
        (contrast, reduction) => sampledSoftmax(contrast, { positives: convention, reduction }),
      ],
    ]),
  ),
}

const A = 2
const C = 5
const raw = input('scores', 'float32', [A, C])
const temperature = input('temperature', 'float32', [])
const scores = divide(raw, temperature)
const logExpectedCount = tensor([0.5, -0.5, 1, 0.25, -1])
const columns = (x: Tensor, start: number, end: number): Tensor => slice(x, -1, start, end)

/** Two positives, two negatives, and one entry that is neither. */
const [POSITIVE, SECOND, NEGATIVE, OTHER, EXCLUDED] = [0, 1, 2, 3, 4]

const forms: Readonly<Record<string, (two: number) => Contrast>> = {
  'in one piece': (two) =>
    makeContrast({
      scores,
      target: tensor([1, two, 0, 0, 0], 'bool'),
      weight: tensor([1, two, 1, 0.5, 0]),
      logExpectedCount,
    }),
  'from two sources': (two) =>
    concatenateContrasts([
      positives(columns(scores, 0, 2), {
        mask: tensor([1, two], 'bool'),
        logExpectedCount: columns(logExpectedCount, 0, 2),
      }),
      negatives(columns(scores, 2, 5), {
        weight: tensor([1, 0.5, 0]),
        logExpectedCount: columns(logExpectedCount, 2, 5),
      }),
    ]),
  'from sources without masks': () =>
    concatenateContrasts([
      positives(columns(scores, 0, 1), { logExpectedCount: columns(logExpectedCount, 0, 1) }),
      negatives(columns(scores, 2, 4), { weight: 0.5, logExpectedCount: columns(logExpectedCount, 2, 4) }),
    ]),
}

const finite = [0.5, -0.25, 0.25, -1, 0.75]
const besides = [-0.5, 0.25, 1, 0, 0.125]

/** Feeds with these scores of the first anchor. */
function withScores(changes: Readonly<Record<number, number>>, over = 1, start: readonly number[] = finite): Feeds {
  const row = start.map((score, c) => changes[c] ?? score)
  return { scores: { shape: [A, C], data: [...row, ...besides] }, temperature: { shape: [], data: [over] } }
}

const rowOf = (found: ArrayLike<number>, row: number): number[] => Array.from(found).slice(row * C, (row + 1) * C)

function expectSame(found: Results, expected: Results, what: string, names = Object.keys(expected)): void {
  for (const name of names)
    for (let i = 0; i < expected[name]!.length; i++)
      expect(found[name]![i], `${what}: ${name}, entry ${i}`).toBeCloseTo(expected[name]![i]!, 5)
}

/** The loss is no good one, and neither is what follows from it; the other anchor keeps its own. */
function expectNoNumber(found: Results, usual: Results, what: string, wanted: (x: number) => boolean): void {
  for (const [name, value] of [
    ['mean', found.mean![0]],
    ['sum', found.sum![0]],
    ['loss of the anchor', found.perAnchor![0]],
    ['accuracy', found.accuracy![0]],
    ['bound', found.bound ? found.bound[0] : Number.NaN],
  ] as const)
    expect(wanted(value!), `${what}: ${name} is ${value}`).toBe(true)
  expect(found.perAnchor![1], `${what}: loss of the other anchor`).toBeCloseTo(usual.perAnchor![1]!, 5)
  rowOf(found.slope!, 1).forEach((slope, c) => {
    expect(slope, `${what}: gradient of the other anchor`).toBeCloseTo(rowOf(usual.slope!, 1)[c]!, 5)
  })
}

const isInfinite = (x: number): boolean => !Number.isFinite(x)

/**
 * Declares a test for each objective and form of contrast.
 * @param slopes whether the gradient, too, is NaN where a score is: not where the exponential of NaN is a number
 */
export function notNumbersOn(open: Open, slopes: boolean): void {
  const cases = Object.keys(objectives).flatMap((objective) => Object.keys(forms).map((form) => [objective, form]))
  it.each(cases)('%s, %s', async (objective, form) => {
    const two = objective.endsWith('singlePositive') || form.endsWith('without masks') ? 0 : 1
    const masked = !form.endsWith('without masks')
    const contrast = forms[form]!(two)
    const mean = objectives[objective]!(contrast, 'mean')
    const run = await open({
      ...mean.metrics,
      mean: mean.loss,
      perAnchor: mean.perAnchor,
      sum: objectives[objective]!(contrast, 'sum').loss,
      slope: toDense(gradient(mean.loss, [raw])[0]),
    })
    const usual = await run(withScores({}))
    expect(Number.isFinite(usual.mean![0]) && Number.isFinite(usual.slope![0])).toBe(true)

    const counted = [POSITIVE, ...(two ? [SECOND] : []), NEGATIVE, OTHER]
    for (const c of counted) {
      const found = await run(withScores({ [c!]: Number.NaN }))
      const what = `NaN in column ${c}`
      expectNoNumber(found, usual, what, Number.isNaN)
      expect(found[c! < NEGATIVE! ? 'positiveScore' : 'negativeScore']![0], what).toBeNaN()
      // The decoupled loss is linear in its positives.
      const curved = objective !== 'decoupledInfoNCE' || c! >= NEGATIVE!
      if (slopes && curved) expect(rowOf(found.slope!, 0).some(Number.isNaN), `${what}: gradient`).toBe(true)
    }
    const all = Object.fromEntries(finite.map((_, c) => [c, Number.NaN]))
    expectNoNumber(await run(withScores(all)), usual, 'NaN throughout', Number.isNaN)

    for (const value of masked ? [Number.NaN, Infinity, -Infinity] : []) {
      const found = await run(withScores({ [EXCLUDED!]: value, ...(two === 0 && { [SECOND!]: value }) }))
      expectSame(found, usual, `${value} where nothing counts`)
      expect(found.slope![EXCLUDED!]).toBe(0)
    }

    // Of probability 0, as e⁻¹⁰⁰⁰ is.
    const losses = ['mean', 'sum', 'perAnchor', 'accuracy', 'slope', ...(usual.bound ? ['bound'] : [])]
    const unlikely = await run(withScores({ [NEGATIVE!]: -1000 }))
    expectSame(await run(withScores({ [NEGATIVE!]: -Infinity })), unlikely, 'a negative of −Infinity', losses)
    const none = await run(withScores({ [NEGATIVE!]: -Infinity, [OTHER!]: -Infinity }))
    if (objective === 'decoupledInfoNCE') expect([none.mean![0], none.sum![0]]).toEqual([-Infinity, -Infinity])
    else {
      const hardly = await run(withScores({ [NEGATIVE!]: -1000, [OTHER!]: -1000 }))
      expectSame(none, hardly, 'negatives of −Infinity', losses)
    }
    const never = await run(withScores({ [POSITIVE!]: -Infinity, [SECOND!]: -Infinity }))
    expect([never.mean![0], never.sum![0], never.perAnchor![0]]).toEqual([Infinity, Infinity, Infinity])
    expect(never.accuracy![0]).toBeLessThan(1)

    for (const c of counted)
      expectNoNumber(await run(withScores({ [c!]: Infinity })), usual, `Infinity in column ${c}`, isInfinite)

    for (const start of [
      finite,
      finite.map(Math.abs),
      finite.map((x) => -Math.abs(x)),
      [1, 1, -1, -1, -1],
      [0, 0, 0, 0, 0],
    ]) {
      const cold = await run(withScores({}, 0, start))
      expect(
        [cold.mean![0], cold.sum![0]].map((x) => isInfinite(x!)),
        `temperature 0 of ${start}`,
      ).toEqual([true, true])
    }
  })
}
