import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../testing/refusal.js'
import { encodeNpy } from './encode-npy.js'
import { readFromBytes } from './file-reader.js'
import { npyLayout } from './npy.js'

/** What `numpy.save` writes of `numpy.float32([[1, -2.5], [3, 4]])`, NumPy 2.4. */
const header = "\x93NUMPY\x01\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"

describe('encodeNpy', () => {
  it('writes the bytes that NumPy does', () => {
    const bytes = encodeNpy(Float32Array.of(1, -2.5, 3, 4), [2, 2])
    expect(String.fromCharCode(...bytes.subarray(0, 128))).toBe(`${header.padEnd(127)}\n`)
    expect([...bytes.subarray(128)]).toEqual([0, 0, 128, 63, 0, 0, 32, 192, 0, 0, 64, 64, 0, 0, 128, 64])
  })

  it.each([[[3, 2]], [[6]], [[1, 2, 1, 3]]])('of the shape %o is read back', (shape) => {
    const bytes = encodeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), shape)
    const { read, data, ...layout } = readFromBytes(npyLayout(bytes.length, 'x.npy', Refusal), bytes)
    expect(layout).toEqual({ type: 'f4', alwaysFinite: false, shape, fortran: false })
    const view = new DataView(bytes.buffer, data.offset, data.length)
    expect(shape.reduce((product, side) => product * side, 1)).toBe(6)
    expect(Array.from({ length: 6 }, (_, i) => read(view, i))).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('aligns the array to 64 bytes, however long the shape', () => {
    for (const shape of [[], [1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]]) {
      const bytes = encodeNpy(Float32Array.of(5), shape)
      expect((bytes.length - 4) % 64).toBe(0)
      expect(bytes[bytes.length - 5]).toBe(0x0a)
    }
    expect(encodeNpy(new Float32Array(0), [0, 3]).length).toBe(128)
  })

  it('refuses another number of values than the shape has, and sizes that are none', () => {
    expect(() => encodeNpy(new Float32Array(5), [2, 3])).toThrow('the shape (2, 3) has 6 values, found 5')
    expect(() => encodeNpy(new Float32Array(3), [-3])).toThrow(ValueError)
    expect(() => encodeNpy(new Float32Array(3), [1.5, 2])).toThrow('whole numbers')
  })
})
