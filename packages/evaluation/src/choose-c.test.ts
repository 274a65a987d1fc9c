import { Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { chooseC } from './choose-c.js'
import { LabelError } from './errors.js'
import { type Features, stackRows } from './features.js'
import { encodeLabels, type Labels } from './labels.js'

/** One column that tells the classes apart badly, among many of noise. */
function noisy(seed: number): { features: Features; labels: Labels } {
  const random = Random.fromSeed(seed)
  const labels = Array.from({ length: 400 }, (_, i) => (i % 2 ? 'a' : 'b'))
  const vectors = labels.map((label) =>
    Array.from({ length: 80 }, (_, c) => random.normal() + (c === 0 && label === 'a' ? 1.5 : 0)),
  )
  return { features: stackRows(vectors), labels: encodeLabels(labels) }
}

describe('chooseC', () => {
  it('regularizes where columns outnumber what there is to learn from', () => {
    const { features, labels } = noisy(1)
    const { C, tried } = chooseC(features, labels, Random.fromSeed(1), { candidates: [1000, 0.02], heldOut: 0.6 })
    expect(tried.map((one) => one.C)).toEqual([0.02, 1000])
    expect(tried[0]!.accuracy).toBeGreaterThan(tried[1]!.accuracy + 0.05)
    expect(C).toBe(0.02)
  })

  it('takes the smallest of equally good ones', () => {
    const features = stackRows([[1], [2], [3], [-1], [-2], [-3]])
    const labels = encodeLabels(['a', 'a', 'a', 'b', 'b', 'b'])
    const { C, tried } = chooseC(features, labels, Random.fromSeed(1))
    expect(tried.map((one) => one.accuracy)).toEqual([1, 1, 1, 1, 1])
    expect(C).toBe(0.001)
  })

  it('is a function of the random numbers', () => {
    const { features, labels } = noisy(2)
    const tried = (seed: number) => chooseC(features, labels, Random.fromSeed(seed), { maxIterations: 20 }).tried
    expect(tried(4)).toEqual(tried(4))
    expect(tried(4)).not.toEqual(tried(5))
  })

  it('refuses a class with one row, no candidates, and shares of nothing or all', () => {
    const random = Random.fromSeed(1)
    const single = encodeLabels(['a', 'a', 'b'])
    const features = stackRows([[1], [2], [3]])
    expect(() => chooseC(features, single, random)).toThrow(LabelError)
    expect(() => chooseC(features, single, random)).toThrow("'b' has one row")
    const given = noisy(1)
    expect(() => chooseC(given.features, given.labels, random, { candidates: [] })).toThrow(ValueError)
    expect(() => chooseC(given.features, given.labels, random, { heldOut: 1 })).toThrow('heldOut')
    expect(() => chooseC(given.features, given.labels, random, { candidates: [-1] })).toThrow('C must be')
  })
})
