import { Random, ValueError } from '@infonce/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FeatureError, LabelError } from './errors.js'
import { type Features, selectRows, stackRows } from './features.js'
import { encodeLabels, type Labels } from './labels.js'
import { linearProbe } from './linear-probe.js'
import { logisticObjective } from './logistic-objective.js'

/** Overlapping clouds, a class each. */
function clouds(seed: number, rows: number, columns: number, classes: number): { features: Features; labels: Labels } {
  const random = Random.fromSeed(seed)
  const codes = Int32Array.from({ length: rows }, (_, i) => i % classes)
  const data = Float32Array.from({ length: rows * columns }, (_, i) => {
    const row = Math.floor(i / columns)
    return random.normal() + (i % columns === codes[row]! % columns ? 1 : 0)
  })
  return {
    features: { rows, columns, data },
    labels: { classes: Array.from({ length: classes }, (_, i) => `class ${i}`), codes },
  }
}

const precise = { tolerance: 1e-11 }

describe('logisticObjective', () => {
  it('has the gradient that finite differences find', () => {
    const { features, labels } = clouds(3, 13, 5, 4)
    const objective = logisticObjective(features, labels, 0.3)
    const random = Random.fromSeed(9)
    const point = Float64Array.from({ length: 4 * 6 }, () => random.normal())
    const [gradient, unused] = [new Float64Array(24), new Float64Array(24)]
    objective(point, gradient)
    for (let i = 0; i < point.length; i++) {
      const at = (shift: number) => {
        const moved = point.slice()
        moved[i]! += shift
        return objective(moved, unused)
      }
      expect(Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - gradient[i]!)).toBeLessThan(1e-9)
    }
  })

  it('is finite at scores of any size', () => {
    const features = stackRows([[2 ** 100], [-(2 ** 100)]])
    const objective = logisticObjective(features, encodeLabels(['a', 'b']), 0)
    const gradient = new Float64Array(4)
    expect(objective(Float64Array.of(-1, 1, 0, 0), gradient)).toBe(2 ** 101)
    expect(Array.from(gradient).every(Number.isFinite)).toBe(true)
    expect(objective(Float64Array.of(1, -1, 0, 0), gradient)).toBe(0)
  })
})

describe('linearProbe', () => {
  it('is the same whatever the order of the rows', () => {
    const { features, labels } = clouds(1, 40, 3, 3)
    const probe = linearProbe(features, labels, precise)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const order = Random.fromSeed(seed).shuffle(Int32Array.from({ length: 40 }, (_, i) => i))
        const shuffled = linearProbe(
          selectRows(features, order),
          { ...labels, codes: order.map((row) => labels.codes[row]!) },
          precise,
        )
        for (const [i, weight] of probe.weights.entries())
          expect(Math.abs(shuffled.weights[i]! - weight)).toBeLessThan(1e-8)
      }),
      { numRuns: 20 },
    )
  })

  it('follows the order of the classes and of the columns', () => {
    const { features, labels } = clouds(2, 30, 2, 3)
    const probe = linearProbe(features, labels, precise)
    const other = linearProbe(
      { ...features, data: features.data.map((_, i) => features.data[i ^ 1]!) },
      { ...labels, codes: labels.codes.map((code) => 2 - code) },
      precise,
    )
    for (let k = 0; k < 3; k++)
      for (let c = 0; c < 2; c++)
        expect(Math.abs(other.weights[(2 - k) * 2 + (1 - c)]! - probe.weights[k * 2 + c]!)).toBeLessThan(1e-8)
  })

  it('does not penalize intercepts: without information it gives the shares of the classes', () => {
    const labels = encodeLabels(['a', 'a', 'a', 'b', 'b', 'c'])
    const probe = linearProbe(stackRows(labels.classes.concat(labels.classes).map(() => [0, 0])), labels, precise)
    expect(Array.from(probe.weights)).toEqual([0, 0, 0, 0, 0, 0])
    const [a, b, c] = probe.probabilities(stackRows([[0, 0]]))
    expect(Math.abs(a! - 3 / 6)).toBeLessThan(1e-9)
    expect(Math.abs(b! - 2 / 6)).toBeLessThan(1e-9)
    expect(Math.abs(c! - 1 / 6)).toBeLessThan(1e-9)
    expect(Math.abs(probe.intercepts.reduce((x, y) => x + y))).toBeLessThan(1e-12)
  })

  it('converges where the classes can be told apart without a mistake, to larger weights for a larger C', () => {
    const features = stackRows([[-2], [-1], [1], [2]])
    const labels = encodeLabels(['low', 'low', 'top', 'top'])
    const weightOf = (C: number) => {
      const probe = linearProbe(features, labels, { ...precise, C })
      expect(probe.converged).toBe(true)
      expect(Array.from(probe.predict(features))).toEqual([0, 0, 1, 1])
      return probe.weights[1]!
    }
    expect(weightOf(0.1)).toBeLessThan(weightOf(1))
    expect(weightOf(1)).toBeLessThan(weightOf(100))
  })

  it('converges to the least objective, not to a small gradient, where few rows are told apart by many columns', () => {
    const { features, labels } = clouds(4, 100, 80, 2)
    const [usual, best] = [{}, precise].map((options) => linearProbe(features, labels, { ...options, C: 1000 }))
    expect(usual!.converged && best!.converged).toBe(true)
    expect(usual!.objective / best!.objective - 1).toBeLessThan(1e-4)
  })

  it('counts iterations with and without a preconditioner as one search', () => {
    const { features, labels } = clouds(4, 100, 80, 2)
    const told: number[] = []
    const probe = linearProbe(features, labels, {
      ...precise,
      onIteration: ({ iteration }) => told.push(iteration),
    })
    // (100·80²/2 + 80³/3) / (2·100·80·2) is 15.4.
    expect(probe.iterations).toBeGreaterThan(16)
    expect(told).toEqual(Array.from({ length: probe.iterations - 1 }, (_, i) => i + 1))
    expect(linearProbe(features, labels, { ...precise, maxIterations: 20 })).toMatchObject({ iterations: 20 })
    const stopped = linearProbe(features, labels, { ...precise, onIteration: ({ iteration }) => iteration < 18 })
    expect(stopped).toMatchObject({ iterations: 18, stop: 'stopped' })
  })

  it('gives probabilities that sum to 1, and none for no rows', () => {
    const { features, labels } = clouds(5, 20, 4, 3)
    const probe = linearProbe(features, labels)
    const probabilities = probe.probabilities(features)
    for (let row = 0; row < 20; row++)
      expect(Math.abs(probabilities.subarray(row * 3, row * 3 + 3).reduce((a, b) => a + b) - 1)).toBeLessThan(1e-12)
    expect(probe.predict({ rows: 0, columns: 4, data: new Float32Array() }).length).toBe(0)
  })

  it('says that it did not converge, and gives what it has', () => {
    const { features, labels } = clouds(5, 60, 4, 3)
    const few = linearProbe(features, labels, { maxIterations: 2 })
    expect(few).toMatchObject({ converged: false, stop: 'iterations', iterations: 2 })
    expect(few.gradientNorm).toBeGreaterThan(1e-4)
    const stopped = linearProbe(features, labels, { onIteration: ({ iteration }) => iteration < 3 })
    expect(stopped).toMatchObject({ converged: false, stop: 'stopped', iterations: 3 })
    const whole = linearProbe(features, labels, { onIteration: () => undefined })
    expect(whole.converged).toBe(true)
    expect(whole.objective).toBeLessThan(stopped.objective)
    expect(stopped.objective).toBeLessThan(few.objective)
  })

  it.each([
    ['C', { C: 0 }],
    ['C', { C: Number.POSITIVE_INFINITY }],
    ['tolerance', { tolerance: Number.NaN }],
    ['maxIterations', { maxIterations: 0.5 }],
  ])('refuses %s out of its range', (name, options) => {
    const { features, labels } = clouds(1, 4, 2, 2)
    expect(() => linearProbe(features, labels, options)).toThrow(ValueError)
    expect(() => linearProbe(features, labels, options)).toThrow(name)
  })

  it('refuses training sets that it cannot learn from, and says where', () => {
    const { features, labels } = clouds(1, 4, 2, 2)
    const holding = (value: number) => ({ ...features, data: features.data.with(5, value) })
    expect(() => linearProbe(holding(Number.NaN), labels)).toThrow(FeatureError)
    expect(() => linearProbe(holding(Number.NaN), labels)).toThrow('row 2, column 1 is NaN')
    expect(() => linearProbe(holding(Number.NEGATIVE_INFINITY), labels)).toThrow('row 2, column 1 is -Infinity')
    expect(() => linearProbe({ ...features, rows: 3 }, labels)).toThrow('[3, 2] needs 6 values, found 8')
    expect(() => linearProbe(features, { ...labels, codes: Int32Array.of(0, 1, 0) })).toThrow('3 labels for 4 rows')
    expect(() => linearProbe(features, { ...labels, codes: Int32Array.of(0, 1, 0, 2) })).toThrow(
      'row 3: 2 is not the index',
    )
    expect(() => linearProbe(features, encodeLabels(['a', 'a', 'a', 'a']))).toThrow("all rows are of the class 'a'")
    expect(() => linearProbe(features, { ...labels, codes: new Int32Array(4) })).toThrow(
      "no row is of the class 'class 1'",
    )
    const none = { rows: 0, columns: 2, data: new Float32Array() }
    expect(() => linearProbe(none, encodeLabels([]))).toThrow(LabelError)
  })

  it('refuses features of another width', () => {
    const { features, labels } = clouds(1, 4, 2, 2)
    expect(() => linearProbe(features, labels).predict(stackRows([[1, 2, 3]]))).toThrow(
      '3 columns where those fitted had 2',
    )
  })
})
