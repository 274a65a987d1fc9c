// Exponential, logarithm and power that are the same on every engine. ECMAScript leaves the last bits of Math.exp,
// Math.log and ** to the engine; IEEE 754 leaves nothing open about + − × ÷ √, which is all that is used here.

/** ln 2 in two parts, the first of 40 bits: its product with an exponent is exact. */
const LN2_HIGH = 0.6931471805592082
const LN2_LOW = 7.371002565167799e-13
/** ln 2 / 64 in two parts, the first of 34 bits. */
const STEP_HIGH = 0.010830424695996044
const STEP_LOW = 2.5310172166650877e-13
const STEPS_PER_UNIT = 92.33248261689366
/** Splits a float64 into two halves whose products are exact (Dekker 1971). */
const SPLITTER = 134217729

/** What a × b lacks after rounding, exactly (Dekker 1971). `product` is a × b. Beyond 2^996 it overflows. */
function productError(a: number, b: number, product: number): number {
  const scaledA = SPLITTER * a
  const highA = scaledA - (scaledA - a)
  const lowA = a - highA
  const scaledB = SPLITTER * b
  const highB = scaledB - (scaledB - b)
  const lowB = b - highB
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB)
}

/** 2^(j/64) for j = 0 … 63 as pairs of a float64 and what it lacks. */
const roots: Float64Array = /* @__PURE__ */ (() => {
  // The 64th root of 2, by six square roots, each with its remainder.
  let [high, low] = [2, 0]
  for (let i = 0; i < 6; i++) {
    const root = Math.sqrt(high)
    const square = root * root
    const rest = high - square - productError(root, root, square) + low
    high = root
    low = rest / (2 * root)
  }
  const table = new Float64Array(128)
  let [powerHigh, powerLow] = [1, 0]
  for (let j = 0; j < 64; j++) {
    table[2 * j] = powerHigh
    table[2 * j + 1] = powerLow
    const product = powerHigh * high
    const error = productError(powerHigh, high, product) + powerHigh * low + powerLow * high
    powerHigh = product + error
    powerLow = error - (powerHigh - product)
  }
  return table
})()

/** 2^n for n = −1022 … 1023. */
const powersOfTwo: Float64Array = /* @__PURE__ */ (() => {
  const table = new Float64Array(2046)
  table[1022] = 1
  for (let n = 1023; n < 2046; n++) table[n] = 2 * table[n - 1]!
  for (let n = 1021; n >= 0; n--) table[n] = table[n + 1]! / 2
  return table
})()

/** A float64 and its two halves, of which the one with sign and exponent is at {@link HIGH_WORD}. */
const float: Float64Array<ArrayBuffer> = /* @__PURE__ */ new Float64Array(1)
const words: Int32Array = /* @__PURE__ */ new Int32Array(float.buffer)
/** 1 where bytes of a number lie in rising order, as nearly everywhere. */
const HIGH_WORD: number = /* @__PURE__ */ (() => new Uint8Array(Uint16Array.of(1).buffer)[0]!)()

/** e^(high + low), where low is what high lacks. */
function exponential(high: number, low: number): number {
  if (!(high < 709.8)) return high >= 709.8 ? Number.POSITIVE_INFINITY : Number.NaN
  if (high < -745.2) return 0
  const steps = Math.floor(high * STEPS_PER_UNIT + 0.5) | 0
  const rest = high - steps * STEP_HIGH - (steps * STEP_LOW - low)
  const j = steps & 63
  const exponent = steps >> 6
  // e^rest − 1 for |rest| below 0.0055: Taylor's series.
  const tail = rest * rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120 + rest * (1 / 720)))))
  const root = roots[2 * j]!
  const value = root + (roots[2 * j + 1]! + root * (rest + tail))
  return exponent >= -1022 && exponent <= 1023 ? value * powersOfTwo[exponent + 1022]! : scaled(value, exponent)
}

/** value · 2^exponent near the ends of float64. */
const scaled = (value: number, exponent: number): number =>
  exponent > 0 ? value * 2 * powersOfTwo[exponent - 1 + 1022]! : value * powersOfTwo[exponent + 64 + 1022]! * 2 ** -64

/** What the last {@link logarithm} lacks. */
let logarithmRest = 0

/** ln x for a finite x above 0; what it lacks is left in {@link logarithmRest}. */
function logarithm(x: number): number {
  let exponent = 0
  let scaled = x
  if (scaled < 2.2250738585072014e-308) {
    scaled *= 18014398509481984
    exponent = -54
  }
  float[0] = scaled
  const word = words[HIGH_WORD]!
  exponent += (word >> 20) - 1023
  words[HIGH_WORD] = (word & 0xfffff) | 0x3ff00000
  // The mantissa, from √½ to √2.
  let mantissa = float[0]!
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent++
  }
  // ln m = 2 artanh s = 2 s + 2 s³/3 + 2 s⁵/5 + …, s = (m − 1)/(m + 1), the first term in twice the precision.
  const f = mantissa - 1
  const sum = 2 + f
  const sumRest = f - (sum - 2)
  const s = f / sum
  const product = s * sum
  const sRest = (f - product - productError(s, sum, product) - s * sumRest) / sum
  const z = s * s
  const w = z * z
  // Terms of even and odd place apart, which processors compute side by side.
  const even = 2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19 + w * (2 / 23)))))
  const odd = 2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21))))
  const large = exponent * LN2_HIGH
  const small = 2 * s
  const total = large + small
  const lost = exponent === 0 ? 0 : small - (total - large)
  const correction = lost + (exponent * LN2_LOW + (2 * sRest + s * z * (even + z * odd)))
  const result = total + correction
  logarithmRest = correction - (result - total)
  return result
}

/** eˣ, within an ulp, the same on every engine. */
export function portableExp(x: number): number {
  return exponential(x, 0)
}

/** ln x, within an ulp, the same on every engine; −∞ at 0, NaN below. */
export function portableLog(x: number): number {
  if (x > 0 && x < Number.POSITIVE_INFINITY) return logarithm(x)
  return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN
}

/** ln(1 + x), within two ulps, the same on every engine; −∞ at −1, NaN below. */
export function portableLog1p(x: number): number {
  const sum = 1 + x
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY)) return portableLog(sum)
  // What the sum lost moves its logarithm by lost / sum (Kahan).
  const lost = Math.abs(x) < 1 ? x - (sum - 1) : 1 - (sum - x)
  return logarithm(sum) + lost / sum
}

/** xʸ for x from 0 up and a finite y, within an ulp, the same on every engine; 1 where y is 0; NaN for x below 0. */
export function portablePow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1
  if (y === 1) return x
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) {
    if (x === 0) return y > 0 ? 0 : Number.POSITIVE_INFINITY
    return x > 0 ? (y > 0 ? x : 0) : Number.NaN
  }
  const high = logarithm(x)
  const rest = logarithmRest
  const product = y * high
  // Far beyond the range of float64, where the exact product would overflow too.
  if (!(Math.abs(product) < 1000)) return exponential(product, 0)
  return exponential(product, productError(y, high, product) + y * rest)
}
