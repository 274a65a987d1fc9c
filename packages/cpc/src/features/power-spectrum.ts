// The power spectrum of a frame of samples, by a fast Fourier transform.

/**
 * Gives a function that writes the power spectrum |Σ_n x[n]·exp(−2πi·bin·n/size)|² of `samples`, padded with zeros to
 * `size`, into `power` `[size/2 + 1]`. `size` is a power of two, from 2 up, and no less than the number of samples.
 * Radix 2, decimation in time (J. W. Cooley, J. W. Tukey, 1965), in float64. What it works in is shared between calls.
 */
export function powerSpectrum(size: number): (samples: Float64Array, power: Float64Array) => void {
  const half = size / 2
  const cosines = Float64Array.from({ length: half }, (_, i) => Math.cos((2 * Math.PI * i) / size))
  const sines = Float64Array.from({ length: half }, (_, i) => -Math.sin((2 * Math.PI * i) / size))
  const bits = Math.log2(size)
  const reversed = Int32Array.from({ length: size }, (_, i) => {
    let place = 0
    for (let bit = 0; bit < bits; bit++) place |= ((i >> bit) & 1) << (bits - 1 - bit)
    return place
  })
  const real = new Float64Array(size)
  const imaginary = new Float64Array(size)
  return (samples, power) => {
    for (let i = 0; i < size; i++) real[reversed[i]!] = i < samples.length ? samples[i]! : 0
    imaginary.fill(0)
    for (let span = 1; span < size; span *= 2) {
      const stride = half / span
      for (let start = 0; start < size; start += 2 * span)
        for (let i = 0; i < span; i++) {
          const even = start + i
          const odd = even + span
          const cosine = cosines[i * stride]!
          const sine = sines[i * stride]!
          const turnedReal = real[odd]! * cosine - imaginary[odd]! * sine
          const turnedImaginary = real[odd]! * sine + imaginary[odd]! * cosine
          real[odd] = real[even]! - turnedReal
          imaginary[odd] = imaginary[even]! - turnedImaginary
          real[even]! += turnedReal
          imaginary[even]! += turnedImaginary
        }
    }
    for (let bin = 0; bin <= half; bin++) power[bin] = real[bin]! ** 2 + imaginary[bin]! ** 2
  }
}
