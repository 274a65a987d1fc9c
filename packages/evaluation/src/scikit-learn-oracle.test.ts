// Probes, neighbors and scores against scikit-learn and SciPy. tools/oracles/README.md says how these were made.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Features, stackRows } from './features.js'
import type { Labels } from './labels.js'
import { linearProbe } from './linear-probe.js'
import { type NearestNeighborsOptions, nearestNeighbors } from './nearest-neighbors.js'
import { accuracyInterval, confusionMatrix } from './scores.js'
import { standardizer } from './standardizer.js'

type Matrix = readonly (readonly number[])[]

interface Fixture {
  readonly probes: readonly {
    readonly C: number
    readonly classes: number
    readonly features: Matrix
    readonly labels: readonly number[]
    readonly test: Matrix
    readonly testLabels: readonly number[]
    readonly mean: readonly number[]
    readonly deviation: readonly number[]
    readonly standardized: Matrix
    readonly standardizedTest: Matrix
    readonly coefficients: Matrix
    readonly intercepts: readonly number[]
    readonly objective: number
    readonly probabilities: Matrix
    readonly predicted: readonly number[]
    readonly confusion: Matrix
    readonly recalls: readonly (number | null)[]
  }[]
  readonly alike: readonly Pick<
    Fixture['probes'][number],
    'C' | 'classes' | 'features' | 'labels' | 'coefficients' | 'intercepts' | 'objective'
  >[]
  readonly search: {
    readonly features: Matrix
    readonly labels: readonly number[]
    readonly test: Matrix
    readonly cases: readonly (NearestNeighborsOptions & {
      readonly rows: Matrix
      readonly similarities: Matrix
      readonly probabilities: Matrix
    })[]
  }
  readonly intervals: readonly { readonly correct: number; readonly total: number; low: number; high: number }[]
}

const path = new URL('./fixtures/frozen-features.json', import.meta.url)
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture

const labelsOf = (codes: readonly number[], classes: number): Labels => ({
  classes: Array.from({ length: classes }, (_, i) => String(i)),
  codes: Int32Array.from(codes),
})

function expectClose(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(found[i]! - expected[i]!), `entry ${i}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(expected[i]!)),
    )
}

describe.each(fixture.probes)('a probe with C = $C on $classes classes', (oracle) => {
  const standardized: Features = stackRows(oracle.standardized)
  const test: Features = stackRows(oracle.standardizedTest)
  const labels = labelsOf(oracle.labels, oracle.classes)
  const probe = linearProbe(standardized, labels, { C: oracle.C, tolerance: 1e-11 })

  it('standardizes as StandardScaler does', () => {
    const standard = standardizer(stackRows(oracle.features))
    expectClose(standard.mean, oracle.mean, 1e-13)
    expectClose(standard.deviation, oracle.deviation, 1e-13)
    expectClose(standard.apply(stackRows(oracle.test)).data, oracle.standardizedTest.flat(), 1e-7)
  })

  it('has the weights, intercepts and objective of LogisticRegression', () => {
    expect(probe.converged).toBe(true)
    // For two classes scikit-learn gives the difference of the two.
    const two = oracle.classes === 2
    const halves = (values: readonly number[]) => [...values.map((v) => -v / 2), ...values.map((v) => v / 2)]
    expectClose(probe.weights, two ? halves(oracle.coefficients[0]!) : oracle.coefficients.flat(), 1e-7)
    expectClose(probe.intercepts, two ? halves(oracle.intercepts) : oracle.intercepts, 1e-7)
    expectClose([probe.objective], [oracle.objective], 1e-11)
  })

  it('gives its probabilities, predictions, confusions and recalls', () => {
    expectClose(probe.probabilities(test), oracle.probabilities.flat(), 1e-7)
    const predicted = probe.predict(test)
    expect(Array.from(predicted)).toEqual(oracle.predicted)
    const matrix = confusionMatrix(labelsOf(oracle.testLabels, oracle.classes), predicted)
    expect(Array.from(matrix.counts)).toEqual(oracle.confusion.flat())
    expect(Array.from(matrix.recalls)).toEqual(oracle.recalls.map((recall) => recall ?? Number.NaN))
  })
})

describe.each(fixture.alike)('a probe of columns that are alike, $classes classes', (oracle) => {
  const [features, labels] = [stackRows(oracle.features), labelsOf(oracle.labels, oracle.classes)]
  const { C } = oracle

  it('is within its tolerance of the least objective where it says that it converged', () => {
    const probe = linearProbe(features, labels, { C })
    expect(probe).toMatchObject({ converged: true, stop: 'converged' })
    expect((probe.objective - oracle.objective) / (C * features.rows)).toBeLessThan(1e-4)
    // Without a preconditioner it takes hundreds.
    expect(probe.iterations).toBeLessThan(100)
  })

  it('has the weights, intercepts and objective of LogisticRegression', () => {
    const probe = linearProbe(features, labels, { C, tolerance: 1e-12 })
    expect(probe.converged).toBe(true)
    expectClose(probe.weights, oracle.coefficients.flat(), 1e-6)
    expectClose(probe.intercepts, oracle.intercepts, 1e-6)
    expectClose([probe.objective], [oracle.objective], 1e-11)
  })
})

describe.each(fixture.search.cases)('the $k nearest by $distance with $weights weights', (oracle) => {
  const { features, labels, test } = fixture.search
  const { k, distance, weights, temperature } = oracle
  const search = nearestNeighbors(stackRows(features), labelsOf(labels, 4), {
    k: k!,
    distance: distance!,
    weights: weights!,
    temperature: temperature!,
  })

  it('are those of KNeighborsClassifier, in their order', () => {
    const { rows, similarities } = search.neighbors(stackRows(test))
    expect(Array.from(rows)).toEqual(oracle.rows.flat())
    expectClose(similarities, oracle.similarities.flat(), 1e-12)
  })

  it('vote as there', () => {
    expectClose(search.probabilities(stackRows(test)), oracle.probabilities.flat(), 1e-12)
  })
})

describe('accuracyInterval', () => {
  it.each(fixture.intervals)('of $correct in $total is that of SciPy', ({ correct, total, low, high }) => {
    const found = accuracyInterval(correct, total)
    expectClose([found.low, found.high], [low, high], 1e-14)
  })
})
