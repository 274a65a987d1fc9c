import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { FeatureError } from './errors.js'
import { checkFeatures, selectRows, stackRows } from './features.js'

describe('stackRows', () => {
  it('puts vectors below each other', () => {
    const features = stackRows([[1, 2], Float32Array.of(3, 4), [5, 6]])
    expect(features).toEqual({ rows: 3, columns: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6) })
  })

  it('refuses none, empty ones, and different lengths', () => {
    expect(() => stackRows([])).toThrow(FeatureError)
    expect(() => stackRows([[]])).toThrow(FeatureError)
    expect(() => stackRows([[1, 2], [3]])).toThrow('row 1 has 1 features and row 0 has 2')
  })
})

describe('selectRows', () => {
  it('takes rows in the order given, more than once where asked', () => {
    const features = stackRows([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(selectRows(features, [2, 0, 2]).data).toEqual(Float32Array.of(5, 6, 1, 2, 5, 6))
    expect(selectRows(features, []).rows).toBe(0)
  })

  it.each([-1, 3, 0.5])('refuses row %s of three', (row) => {
    expect(() => selectRows(stackRows([[1], [2], [3]]), [row])).toThrow(ValueError)
  })
})

describe('checkFeatures', () => {
  it.each([
    ['a negative number of rows', -1, 2],
    ['half a column', 2, 0.5],
    ['no column', 2, 0],
  ])('refuses %s', (_, rows, columns) => {
    expect(() => checkFeatures({ rows, columns, data: new Float32Array() }, 'embeddings')).toThrow(
      `embeddings: [${rows}, ${columns}] is not a matrix shape`,
    )
  })
})
