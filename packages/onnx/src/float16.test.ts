// Half precision: every pattern there and back, every boundary between two of them, cases worked out by hand.
import { describe, expect, it } from 'vitest'
import { fromFloat16, LARGEST_FLOAT16, toFloat16 } from './float16.js'

const every = Uint16Array.from({ length: 65536 }, (_, bits) => bits)
const half = (...numbers: number[]): number[] => [...toFloat16(Float32Array.from(numbers))]
const isNaNPattern = (bits: number): boolean => (bits & 0x7fff) > 0x7c00

/** The float32 next above a positive one, or next below. */
function neighbor(value: number, step: 1 | -1): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)
  bits[0]! += step
  return new Float32Array(bits.buffer)[0]!
}

describe('float16', () => {
  it('holds what IEEE 754 says of each pattern', () => {
    const numbers = fromFloat16(every)
    const fields = (bits: number): number => {
      const fraction = Number.parseInt(bits.toString(2).padStart(16, '0').slice(6), 2) / 1024
      const exponent = Number.parseInt(bits.toString(2).padStart(16, '0').slice(1, 6), 2)
      const magnitude = exponent === 0 ? fraction / 16384 : 2 ** (exponent - 15) * (1 + fraction)
      return bits >= 32768 ? -magnitude : magnitude
    }
    const expected = (bits: number): number => {
      if ((bits & 0x7c00) !== 0x7c00) return fields(bits)
      if (isNaNPattern(bits)) return Number.NaN
      return bits === 0x7c00 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    }
    expect(every.filter((bits) => !Object.is(numbers[bits], expected(bits)))).toEqual(Uint16Array.of())
  })

  it('gives every pattern back', () => {
    const back = toFloat16(fromFloat16(every))
    const kept = (bits: number): boolean => (isNaNPattern(bits) ? isNaNPattern(back[bits]!) : back[bits] === bits)
    expect(every.filter((bits) => !kept(bits))).toEqual(Uint16Array.of())
  })

  it('changes over halfway between two patterns, where the even one wins', () => {
    const numbers = fromFloat16(every)
    // Rounding is monotonic, so what happens around each midpoint is what happens everywhere.
    const wrong = [...every.subarray(0, 0x7c00)].filter((low) => {
      const high = low === 0x7bff ? 65536 : numbers[low + 1]!
      const middle = (numbers[low]! + high) / 2
      const around = [neighbor(middle, -1), middle, neighbor(middle, 1)]
      const expected = [low, low % 2 === 0 ? low : low + 1, low + 1]
      return half(...around, ...around.map((value) => -value)).some(
        (bits, i) => bits !== (i < 3 ? expected[i]! : expected[i - 3]! | 0x8000),
      )
    })
    expect(wrong).toEqual([])
  })

  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [1 / 3, 0x3555],
    [Math.PI, 0x4248],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2049, 0x6800],
    [2051, 0x6802],
    [LARGEST_FLOAT16, 0x7bff],
    [65519.99609375, 0x7bff],
    [65520, 0x7c00],
    [-65520, 0xfc00],
    [3.4e38, 0x7c00],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [Number.NEGATIVE_INFINITY, 0xfc00],
    [2 ** -14, 0x0400],
    [2 ** -14 - 2 ** -25, 0x0400],
    [2 ** -14 - 2 ** -24, 0x03ff],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 + 2 ** -48, 0x0001],
    [3 * 2 ** -25, 0x0002],
    [-(2 ** -26), 0x8000],
    [2 ** -149, 0x0000],
    [5.960464e-8, 0x0001],
  ])('of %d is %i', (value, bits) => {
    expect(half(value)).toEqual([bits])
  })

  it('of NaN is NaN, whatever its sign and payload', () => {
    const odd = new Float32Array(Uint32Array.of(0x7f800001, 0xffc00000, 0x7fffffff).buffer)
    expect([...toFloat16(odd)].map(isNaNPattern)).toEqual([true, true, true])
  })
})
