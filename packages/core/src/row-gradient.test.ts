// Row gradients: what belongs to one row is summed without a dense gradient.
import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate.js'
import { multiply } from './operations/elementwise.js'
import { input, type NestedNumbers } from './operations/leaves.js'
import { reshape } from './operations/movement.js'
import { RowGradient } from './row-gradient.js'

const part = (name: string, shape: number[], dtype: 'int32' | 'int64' = 'int32') => ({
  indices: input(`${name}.indices`, dtype, shape),
  rows: input(`${name}.rows`, 'float32', [...shape, 2]),
})

describe('coalesce', () => {
  const found = new RowGradient([5, 2], [part('a', [2, 2]), part('b', [3], 'int64')])
  const feeds: Record<string, NestedNumbers> = {
    'a.indices': [
      [4, 1],
      [4, 0],
    ],
    'a.rows': [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ],
    'b.indices': [1, 4, 4],
    'b.rows': [
      [10, 20],
      [30, 40],
      [50, 60],
    ],
  }

  it('sums what belongs to one row at the last of its places', () => {
    const { parts, named } = found.coalesce()
    expect(parts.length).toBe(1)
    const values = evaluate({ indices: parts[0]!.indices, rows: parts[0]!.rows, named }, feeds)
    expect([...values.indices.data]).toEqual([4, 1, 4, 0, 1, 4, 4])
    expect([...values.named.data]).toEqual([0, 0, 0, 1, 1, 0, 1])
    expect([...values.rows.data]).toEqual([0, 0, 0, 0, 0, 0, 7, 8, 13, 24, 0, 0, 86, 108])
  })

  it('is the same gradient, and coalesced once', () => {
    const once = found.coalesce()
    expect(once.coalesce()).toBe(once)
    expect(evaluate(once.toDense(), feeds)).toEqual(evaluate(found.toDense(), feeds))
    const doubled = once.map((rows) => multiply(rows, 2))
    expect(doubled.named).toBe(once.named)
    expect(evaluate(doubled.toDense(), feeds).data).toEqual(evaluate(found.toDense(), feeds).data.map((x) => 2 * x))
    expect(found.map((rows) => rows).named).toBeUndefined()
  })

  it('takes tables of vectors, and of one number a row', () => {
    const of = new RowGradient([3], [{ indices: input('i', 'int32', ['N']), rows: input('r', 'float32', ['N']) }])
    const fed = { i: [2, 2, 0], r: [1, 2, 4] }
    expect([...evaluate(of.coalesce().toDense(), fed).data]).toEqual([4, 0, 3])
    const wide = new RowGradient(
      [3, 1, 2],
      [{ indices: input('i', 'int32', ['N']), rows: reshape(input('r', 'float32', ['N', 2]), ['N', 1, 2]) }],
    )
    const more = {
      i: [1, 1],
      r: [
        [1, 2],
        [3, 4],
      ],
    }
    expect([...evaluate(wide.coalesce().toDense(), more).data]).toEqual([0, 0, 4, 6, 0, 0])
  })
})
