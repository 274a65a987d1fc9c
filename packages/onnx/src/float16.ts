// IEEE 754 half precision: float32 to float16 and back.

/** The largest finite number of float16. */
export const LARGEST_FLOAT16 = 65504

/**
 * The bits of each number in float16, rounded to the nearest, ties to even. What rounds beyond ±65504 becomes an
 * infinity, what rounds below 2⁻²⁴ a zero of its sign, and NaN a NaN without payload.
 */
export function toFloat16(data: Float32Array): Uint16Array<ArrayBuffer> {
  const result = new Uint16Array(data.length)
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length)
  for (let i = 0; i < data.length; i++) {
    const word = words[i]!
    const bits = word & 0x7fffffff
    let half: number
    // 65520 lies halfway between the largest number and what would come after it.
    if (bits >= 0x477ff000) half = bits > 0x7f800000 ? 0x7e00 : 0x7c00
    // From 2⁻¹⁴ the exponent changes its bias by 112; a carry out of the mantissa is the next exponent.
    else if (bits >= 0x38800000) half = (bits - 0x38000000 + 0xfff + ((bits >>> 13) & 1)) >>> 13
    // Below lie the multiples of 2⁻²⁴; a float64 of 2⁵² rounds to whole numbers.
    else half = Math.abs(data[i]!) * 2 ** 24 + 2 ** 52 - 2 ** 52
    result[i] = half | ((word >>> 16) & 0x8000)
  }
  return result
}

/** The numbers that float16 bits stand for; each is a float32 exactly. */
export function fromFloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  numbers ??= Float32Array.from({ length: 65536 }, (_, half) => numberOf(half))
  const result = new Float32Array(bits.length)
  for (let i = 0; i < bits.length; i++) result[i] = numbers[bits[i]!]!
  return result
}

/** The number of each of the 65,536 patterns, made on first use. */
let numbers: Float32Array | undefined

function numberOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 31
  const mantissa = half & 1023
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1024 + mantissa) * 2 ** (exponent - 25)
}
