import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FeatureError } from './errors.js'
import { stackRows } from './features.js'
import { standardizer } from './standardizer.js'

describe('standardizer', () => {
  const value = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 8)
  const matrix = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 20 })

  it('gives each column mean 0 and deviation 1, or zeros if it is constant', () => {
    fc.assert(
      fc.property(matrix, (vectors) => {
        const out = standardizer(stackRows(vectors)).apply(stackRows(vectors))
        for (let column = 0; column < 3; column++) {
          const values = vectors.map((_, row) => out.data[row * 3 + column]!)
          const constant = vectors.every((vector) => vector[column] === vectors[0]![column])
          expect(Math.abs(values.reduce((a, b) => a + b) / values.length)).toBeLessThan(1e-6)
          const square = values.reduce((a, b) => a + b * b, 0) / values.length
          expect(Math.abs(square - (constant ? 0 : 1))).toBeLessThan(1e-6)
        }
      }),
    )
  })

  it('applies the figures of the training set to others; a constant column becomes 0 there too', () => {
    const standard = standardizer(
      stackRows([
        [0, 7],
        [4, 7],
      ]),
    )
    expect(standard.apply(stackRows([[6, 9]])).data).toEqual(Float32Array.of(2, 0))
  })

  it('knows constant columns whose mean is not exact, beside ones that vary by a last bit', () => {
    const next = 1 + 2 ** -23
    const rows = Array.from({ length: 2700 }, (_, row) => [1, 0.1, 1 / 3, row === 7 ? next : 1])
    const standard = standardizer(stackRows(rows))
    const [one, tenth, third, varied] = standard.deviation
    expect([one, tenth, third]).toEqual([0, 0, 0])
    expect([...standard.mean.subarray(0, 3)]).toEqual([1, 0.1, 1 / 3].map(Math.fround))
    expect(varied! / (2 ** -23 * Math.sqrt(2699 / 2700 ** 2))).toBeCloseTo(1, 4)
    const { data } = standard.apply(stackRows([[1.01, 0.11, 1 / 3 + 0.01, next]]))
    expect([...data.subarray(0, 3)]).toEqual([0, 0, 0])
    expect(data[3]).toBeCloseTo(Math.sqrt(2699), 1)
  })

  it('keeps a small deviation beside a large mean', () => {
    const standard = standardizer(stackRows([[16777214], [16777215], [16777216]]))
    expect(standard.deviation[0]).toBeCloseTo(Math.sqrt(2 / 3), 8)
  })

  it('refuses no rows, another width, and values that are not finite', () => {
    expect(() => standardizer({ rows: 0, columns: 2, data: new Float32Array() })).toThrow(FeatureError)
    const standard = standardizer(stackRows([[1, 2]]))
    expect(() => standard.apply(stackRows([[1]]))).toThrow('1 columns where those fitted had 2')
    expect(() => standard.apply(stackRows([[1, Number.NaN]]))).toThrow('row 0, column 1 is NaN')
  })
})
