import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addRowProducts, transposed } from './row-products.js'

describe('addRowProducts', () => {
  const size = fc.integer({ min: 0, max: 9 })
  // Around the number of columns that are multiplied at a time, too.
  const width = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 510, max: 515 }))

  it('adds the product of every pair of rows, whatever the sizes', () => {
    fc.assert(
      fc.property(size, size, width, fc.integer({ min: 1, max: 1000 }), (rowsA, rowsB, columns, seed) => {
        // Whole numbers, so that the order of summation is of no consequence.
        const draw = (i: number) => ((i * 7919 + seed * 104729) % 21) - 10
        const a = Float32Array.from({ length: rowsA * columns }, (_, i) => draw(i))
        const b = Float64Array.from({ length: rowsB * columns }, (_, i) => draw(i + 5))
        const out = Float64Array.from({ length: rowsA * rowsB }, (_, i) => i)
        addRowProducts(a, rowsA, b, rowsB, columns, out)
        for (let j = 0; j < rowsB; j++)
          for (let i = 0; i < rowsA; i++) {
            let sum = j * rowsA + i
            for (let c = 0; c < columns; c++) sum += a[i * columns + c]! * b[j * columns + c]!
            expect(out[j * rowsA + i]).toBe(sum)
          }
      }),
    )
  })
})

describe('transposed', () => {
  it('exchanges rows and columns', () => {
    expect(transposed(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3)).toEqual(Float32Array.of(1, 4, 2, 5, 3, 6))
  })
})
