import { ValueError } from '@infonce/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LabelError } from './errors.js'
import { encodeLabels } from './labels.js'
import { accuracy, accuracyInterval, confusionMatrix } from './scores.js'

describe('accuracy', () => {
  it('is the share that is right', () => {
    expect(accuracy(Int32Array.of(0, 1, 2, 1), Int32Array.of(0, 1, 1, 1))).toBe(0.75)
  })

  it('refuses different lengths, and none', () => {
    expect(() => accuracy(Int32Array.of(0), Int32Array.of(0, 1))).toThrow(LabelError)
    expect(() => accuracy(new Int32Array(), new Int32Array())).toThrow(LabelError)
  })
})

describe('accuracyInterval', () => {
  it('holds the accuracy, stays between 0 and 1, and turns with what is asked', () => {
    const counts = fc.integer({ min: 1, max: 5000 }).chain((total) => fc.tuple(fc.nat(total), fc.constant(total)))
    fc.assert(
      fc.property(counts, ([correct, total]) => {
        const { low, high } = accuracyInterval(correct, total)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(correct / total)
        expect(high).toBeGreaterThanOrEqual(correct / total)
        expect(high).toBeLessThanOrEqual(1)
        expect(accuracyInterval(total - correct, total).low).toBeCloseTo(1 - high, 12)
      }),
    )
  })

  it.each([
    [1, 0],
    [-1, 3],
    [4, 3],
    [0.5, 3],
    [Number.NaN, 3],
  ])('refuses %s of %s', (correct, total) => {
    expect(() => accuracyInterval(correct, total)).toThrow(ValueError)
  })
})

describe('confusionMatrix', () => {
  it('counts what was taken for what', () => {
    const expected = encodeLabels(['a', 'a', 'a', 'b', 'b'], ['a', 'b', 'c'])
    const matrix = confusionMatrix(expected, Int32Array.of(0, 0, 2, 1, 0))
    expect(Array.from(matrix.counts)).toEqual([2, 0, 1, 1, 1, 0, 0, 0, 0])
    expect(matrix).toMatchObject({ correct: 3, total: 5, accuracy: 0.6, interval: accuracyInterval(3, 5) })
    expect(Array.from(matrix.recalls)).toEqual([2 / 3, 1 / 2, Number.NaN])
  })

  it('refuses predictions that are no class', () => {
    expect(() => confusionMatrix(encodeLabels(['a', 'b']), Int32Array.of(0, 2))).toThrow('row 1: 2 is not the index')
  })
})
