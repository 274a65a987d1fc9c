import { Random } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { evaluateNeighbors, evaluateProbe, type LabeledFeatures } from './evaluate.js'
import { stackRows } from './features.js'

/** Two classes that differ in a small column, beside a large one that says nothing. */
function examples(seed: number, rows: number): LabeledFeatures {
  const random = Random.fromSeed(seed)
  const labels = Array.from({ length: rows }, (_, i) => (i % 2 ? 'low' : 'high'))
  return {
    features: stackRows(
      labels.map((label) => [1e4 * random.normal(), (label === 'high' ? 1e-4 : -1e-4) + 3e-5 * random.normal()]),
    ),
    labels,
  }
}

describe('evaluateProbe', () => {
  it('standardizes by the training set, and finds what differs in a small column', () => {
    const evaluated = evaluateProbe(examples(1, 200), examples(2, 100))
    expect(evaluated.probe.converged).toBe(true)
    expect(evaluated.classes).toEqual(['high', 'low'])
    expect(evaluated.total).toBe(100)
    expect(evaluated.accuracy).toBeGreaterThan(0.97)
    // One example at a time, standardized by itself, would be nothing but zeros.
    const { features, labels } = examples(2, 1)
    expect(evaluateProbe(examples(1, 200), { features, labels }).accuracy).toBe(1)
  })

  it('takes no more iterations than it is allowed', () => {
    expect(evaluateProbe(examples(1, 50), examples(2, 10), { maxIterations: 1 }).probe.stop).toBe('iterations')
  })

  it('refuses a test label that the training set lacks', () => {
    expect(() => evaluateProbe(examples(1, 20), { ...examples(2, 1), labels: ['middle'] })).toThrow(
      "'middle' is not one of",
    )
  })
})

describe('evaluateNeighbors', () => {
  it('takes features as they are', () => {
    // The large column decides, which says nothing.
    const evaluated = evaluateNeighbors(examples(1, 200), examples(2, 100), { k: 5, distance: 'euclidean' })
    expect(evaluated.accuracy).toBeLessThan(0.7)
    const small = ({ features, labels }: LabeledFeatures): LabeledFeatures => ({
      features: stackRows(labels.map((_, row) => [features.data[row * 2 + 1]!])),
      labels,
    })
    expect(
      evaluateNeighbors(small(examples(1, 200)), small(examples(2, 100)), { k: 5, distance: 'euclidean' }).accuracy,
    ).toBeGreaterThan(0.97)
  })
})
