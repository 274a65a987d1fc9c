// The row kernel against plain JavaScript, its source against its assembled bytes, and ONNX Runtime on its memory.
import { readFileSync } from 'node:fs'
import { Random } from '@infonce/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assemble } from '../scripts/assemble.mjs'
import { RowMemoryError } from './errors.js'
import { hostTensor } from './host-tensor.js'
import { openSession } from './open-session.js'
import { type RowLimit, RowMemory } from './row-memory.js'
import { node, testModel } from './testing/test-model.js'

/** The same update in plain JavaScript, rounding to float32 where the kernel does. */
function subtractRowsReference(
  table: Float32Array,
  dim: number,
  indices: ArrayLike<number>,
  rows: ArrayLike<number>,
  count: number,
  scale: number,
): void {
  const factor = Math.fround(scale)
  for (let i = 0; i < count; i++) {
    const row = indices[i]!
    if (row < 0) continue
    for (let d = 0; d < dim; d++) {
      const step = Math.fround(factor * Math.fround(rows[i * dim + d]!))
      table[row * dim + d] = table[row * dim + d]! - step
    }
  }
}

describe('the row kernel', () => {
  it('is what its source assembles to', async () => {
    const source = readFileSync(new URL('row-kernel.wat', import.meta.url), 'utf8')
    const committed = readFileSync(new URL('row-kernel.generated.ts', import.meta.url), 'utf8')
    expect(await assemble(source)).toBe(committed)
  })

  it('equals plain JavaScript bit for bit: any dim, duplicates, skipped rows, other arrays untouched', () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e3), max: Math.fround(1e3) })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 0, max: 12 }),
        float,
        fc.integer(),
        (tableRows, dim, count, scale, seed) => {
          const memory = RowMemory.create([5, tableRows * dim, 3, count, count * dim, 5])
          const before = memory.allocateFloat32(5).fill(7)
          const table = memory.allocateFloat32(tableRows * dim)
          const between = memory.allocateFloat32(3).fill(8)
          const indices = memory.allocateInt32(count)
          const rows = memory.allocateFloat32(count * dim)
          const after = memory.allocateFloat32(5).fill(9)
          let state = seed
          const draw = () => {
            state = (Math.imul(state, 1664525) + 1013904223) | 0
            return state / 2 ** 31
          }
          for (let i = 0; i < table.length; i++) table[i] = draw()
          for (let i = 0; i < rows.length; i++) rows[i] = draw()
          for (let i = 0; i < count; i++) indices[i] = Math.floor(Math.abs(draw()) * (tableRows + 1)) - 1
          const expected = table.slice()
          subtractRowsReference(expected, dim, indices, rows, count, scale)
          const givenRows = rows.slice()
          memory.subtractRows({ table, dim, parts: [{ indices, rows }], scale })
          expect(table).toEqual(expected)
          expect(rows).toEqual(givenRows)
          expect([...before, ...between, ...after]).toEqual([7, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 9])
        },
      ),
    )
  })

  it('limits the change of a row by all parts together, any dim, and leaves room for the next update', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 70 }),
        fc.tuple(...[0, 0].map(() => fc.integer({ min: 0, max: 12 }))),
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        fc.integer({ min: 0 }),
        (tableRows, dim, [first, second], most, seed) => {
          const counts = [first!, second!]
          const all = first! + second!
          const memory = RowMemory.create([
            ...[tableRows * dim, tableRows, all, all * dim],
            ...counts.flatMap((count) => [count, count * dim]),
            5,
          ])
          const random = Random.fromSeed(seed)
          const table = memory.allocateFloat32(tableRows * dim)
          const limit = {
            most,
            marks: memory.allocateInt32(tableRows),
            ids: memory.allocateInt32(all),
            kept: memory.allocateFloat32(all * dim),
          }
          const parts = counts.map((count) => ({
            indices: memory.allocateInt32(count),
            rows: memory.allocateFloat32(count * dim),
          }))
          const after = memory.allocateFloat32(5).fill(9)
          for (let i = 0; i < table.length; i++) table[i] = random.normal()
          for (let update = 0; update < 2; update++) {
            for (const { indices, rows } of parts) {
              for (let i = 0; i < indices.length; i++) indices[i] = random.below(tableRows + 1) - 1
              for (let i = 0; i < rows.length; i++) rows[i] = random.normal()
            }
            const before = Float64Array.from(table)
            const change = new Float64Array(table.length)
            for (const { indices, rows } of parts)
              indices.forEach((row, i) => {
                if (row >= 0) for (let d = 0; d < dim; d++) change[row * dim + d]! -= 0.7 * rows[i * dim + d]!
              })
            memory.subtractRows({ table, dim, parts, scale: 0.7, limit })
            for (let row = 0; row < tableRows; row++) {
              const length = Math.hypot(...change.subarray(row * dim, (row + 1) * dim))
              const factor = length > most ? most / length : 1
              for (let i = row * dim; i < (row + 1) * dim; i++)
                expect(Math.abs(table[i]! - before[i]! - factor * change[i]!)).toBeLessThan(2e-5)
            }
            expect([...limit.marks]).toEqual(new Array(tableRows).fill(0))
          }
          expect([...after]).toEqual([9, 9, 9, 9, 9])
        },
      ),
    )
  })

  it('adds duplicates up and skips negative indices', () => {
    const memory = RowMemory.create([6, 4, 8])
    const table = memory.allocateFloat32(6)
    const indices = memory.allocateInt32(4)
    const rows = memory.allocateFloat32(8)
    indices.set([2, -1, 2, 0])
    rows.set([1, 2, 100, 100, 10, 20, 5, 6])
    memory.subtractRows({ table, dim: 2, parts: [{ indices, rows }], scale: -0.5 })
    expect([...table]).toEqual([2.5, 3, 0, 0, 5.5, 11])
    memory.subtractRows({ table, dim: 2, parts: [{ indices, rows, count: 1 }], scale: 1 })
    expect([...table]).toEqual([2.5, 3, 0, 0, 4.5, 9])
  })

  it('applies nothing when an index is past the table', () => {
    const memory = RowMemory.create([6, 2, 4])
    const table = memory.allocateFloat32(6)
    const indices = memory.allocateInt32(2)
    const rows = memory.allocateFloat32(4).fill(1)
    indices.set([0, 3])
    expect(() => memory.subtractRows({ table, dim: 2, parts: [{ indices, rows }], scale: 1 })).toThrow(
      'index 3 at position 1 is past the table of 3 rows',
    )
    expect([...table]).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('works past the second and at the end of the fourth gibibyte', () => {
    const far = 2 ** 30 - 64
    const memory = RowMemory.create([far, 32, 16])
    memory.allocateFloat32(far)
    const table = memory.allocateFloat32(32)
    const rows = memory.allocateFloat32(16)
    expect(table.byteOffset).toBeGreaterThan(2 ** 31)
    expect(memory.byteLength).toBe(2 ** 32)
    const inside = new Int32Array(table.buffer, 0, 1).fill(1)
    rows.fill(2)
    memory.subtractRows({ table, dim: 16, parts: [{ indices: inside, rows }], scale: 1 })
    expect([...table]).toEqual([...new Array(16).fill(0), ...new Array(16).fill(-2)])
  })
})

describe('RowMemory', () => {
  it('refuses what cannot fit, naming sizes and what to do', () => {
    expect(() => RowMemory.create([3e6 * 300, 3e6 * 300])).toThrow(
      'tables and gradient rows need 6.71 GiB but one memory holds 4.00 GiB: use a smaller dim or a smaller vocabulary',
    )
    expect(() => RowMemory.create([-1])).toThrow(RowMemoryError)
    expect(() => RowMemory.create([1.5])).toThrow(RowMemoryError)
    const memory = RowMemory.create([16])
    expect(() => memory.allocateFloat32(20000)).toThrow('no room for 20000 more elements: 0 of 65536 bytes')
  })

  it('refuses arrays of other memories and shapes that do not fit', () => {
    const memory = RowMemory.create([6, 2, 4])
    const table = memory.allocateFloat32(6)
    const indices = memory.allocateInt32(2)
    const rows = memory.allocateFloat32(4)
    const part = { indices, rows }
    const update = { table, dim: 2, parts: [part], scale: 1 }
    const foreign = { ...part, rows: new Float32Array(4) }
    expect(() => memory.subtractRows({ ...update, parts: [part, foreign] })).toThrow('rows is not of this memory')
    expect(() => memory.subtractRows({ ...update, dim: 4 })).toThrow('no whole number of rows of 4')
    expect(() => memory.subtractRows({ ...update, dim: 0 })).toThrow(RowMemoryError)
    expect(() => memory.subtractRows({ ...update, dim: 3 })).toThrow('cannot apply 2 rows of 3')
    expect(() => memory.subtractRows({ ...update, parts: [{ ...part, count: 3 }] })).toThrow(RowMemoryError)
    expect([...table]).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('refuses a limit without room', () => {
    const memory = RowMemory.create([6, 2, 4, 3, 2, 4])
    const table = memory.allocateFloat32(6)
    const part = { indices: memory.allocateInt32(2), rows: memory.allocateFloat32(4).fill(1) }
    const [marks, ids, kept] = [memory.allocateInt32(3), memory.allocateInt32(2), memory.allocateFloat32(4)]
    const limited = (wrong: Partial<RowLimit>) =>
      memory.subtractRows({ table, dim: 2, parts: [part], scale: 1, limit: { most: 1, marks, ids, kept, ...wrong } })
    expect(() => limited({ most: 0 })).toThrow('must be above 0, found 0')
    expect(() => limited({ most: Number.NaN })).toThrow('found NaN')
    expect(() => limited({ marks: new Int32Array(3) })).toThrow('marks is not of this memory')
    for (const wrong of [{ marks: marks.subarray(1) }, { ids: ids.subarray(1) }, { kept: kept.subarray(1) }])
      expect(() => limited(wrong)).toThrow('no room to limit 2 rows of 2 of a table of 3')
    expect([...table, ...marks]).toEqual(new Array(9).fill(0))
  })

  it('is read and written in place by ONNX Runtime, run after run', async () => {
    const memory = RowMemory.create([4 * 3, 2, 2 * 3])
    const table = memory.allocateFloat32(12)
    const indices = memory.allocateInt32(2)
    const rows = memory.allocateFloat32(6)
    table.set([0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32])
    indices.set([3, 1])
    const session = await openSession(
      testModel({
        inputs: { table: ['float32', 4, 3], indices: ['int32', 'N'] },
        outputs: { rows: ['float32', 'N', 3] },
        nodes: [node('Gather', ['table', 'indices'], ['rows'])],
      }),
      { provider: 'cpu', threads: 1 },
    )
    const feeds = { table: hostTensor('float32', [4, 3], table), indices: hostTensor('int32', [2], indices) }
    const into = hostTensor('float32', [2, 3], rows)
    for (const expected of [
      [30, 31, 32, 10, 11, 12],
      [15, 15.5, 16, 5, 5.5, 6],
      [7.5, 7.75, 8, 2.5, 2.75, 3],
    ]) {
      const result = await session.run(feeds, { rows: into })
      expect(result.rows).toBe(into)
      expect([...rows]).toEqual(expected)
      memory.subtractRows({ table, dim: 3, parts: [{ indices, rows }], scale: 0.5 })
    }
    expect([...table.subarray(0, 3)]).toEqual([0, 1, 2])
    await session.close()
  })
})
