import { describe, expect, it } from 'vitest'
import { LabelError } from './errors.js'
import { countClasses, encodeLabels } from './labels.js'

describe('encodeLabels', () => {
  it('sorts the classes, in the same order everywhere', () => {
    const labels = encodeLabels(['b', 'ä', '10', 'B', 'b', '9'])
    expect(labels.classes).toEqual(['10', '9', 'B', 'b', 'ä'])
    expect(Array.from(labels.codes)).toEqual([3, 4, 0, 2, 3, 1])
    expect(Array.from(countClasses(labels))).toEqual([1, 1, 1, 2, 1])
  })

  it('encodes by the classes of the training set, whose order and whole number stay', () => {
    expect(encodeLabels(['z', 'a'], ['z', 'm', 'a'])).toEqual({ classes: ['z', 'm', 'a'], codes: Int32Array.of(0, 2) })
  })

  it('refuses a label that the training set lacks, and a class that is given twice', () => {
    expect(() => encodeLabels(['a', 'x'], ['a', 'b'])).toThrow(LabelError)
    expect(() => encodeLabels(['a', 'x'], ['a', 'b'])).toThrow("row 1: 'x' is not one of the 2 classes")
    expect(() => encodeLabels(['a'], ['a', 'a'])).toThrow('named twice')
  })
})
