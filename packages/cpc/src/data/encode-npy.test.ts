import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { encodeNpy } from './encode-npy.js'
import { parseNpy } from './parse-series.js'

/** What `numpy.save` writes of `numpy.float32([[1, -2.5], [3, 4]])`, NumPy 2.4. */
const header = "\x93NUMPY\x01\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"

describe('encodeNpy', () => {
  it('writes the bytes that NumPy does', () => {
    const bytes = encodeNpy(Float32Array.of(1, -2.5, 3, 4), [2, 2])
    expect(String.fromCharCode(...bytes.subarray(0, 128))).toBe(`${header.padEnd(127)}\n`)
    expect([...bytes.subarray(128)]).toEqual([0, 0, 128, 63, 0, 0, 32, 192, 0, 0, 64, 64, 0, 0, 128, 64])
  })

  it('is read back, rows as points in time and columns as channels', () => {
    const { channels, length, samples } = parseNpy(encodeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]))
    expect({ channels, length, samples: [...samples] }).toEqual({
      channels: 2,
      length: 3,
      samples: [1, 3, 5, 2, 4, 6],
    })
    expect([...parseNpy(encodeNpy(Float32Array.of(7, 8, 9), [3])).samples]).toEqual([7, 8, 9])
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
