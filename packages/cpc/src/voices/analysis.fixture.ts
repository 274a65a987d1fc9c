// What tests measure of a sound: its level, its pitch and the peaks of its spectrum.

export function rootMeanSquare(samples: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += samples[i]! ** 2
  return Math.sqrt(sum / samples.length)
}

/** Mean power at frequencies in hertz over frames of 40 ms under a Hann window. */
export function spectrum(samples: ArrayLike<number>, frequencies: readonly number[], rate: number): number[] {
  const length = Math.round(0.04 * rate)
  const window = Array.from({ length }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / length) ** 2)
  return frequencies.map((frequency) => {
    const turn = (2 * Math.PI * frequency) / rate
    const real = window.map((weight, i) => weight * Math.cos(turn * i))
    const imaginary = window.map((weight, i) => weight * Math.sin(turn * i))
    let power = 0
    for (let start = 0; start + length <= samples.length; start += length / 2) {
      let [x, y] = [0, 0]
      for (let i = 0; i < length; i++) {
        x += samples[start + i]! * real[i]!
        y += samples[start + i]! * imaginary[i]!
      }
      power += x * x + y * y
    }
    return power / length
  })
}

/** Fraction of neighboring samples between which the sign changes. */
export function zeroCrossings(samples: Float32Array): number {
  let count = 0
  for (let i = 1; i < samples.length; i++) if (samples[i]! < 0 !== samples[i - 1]! < 0) count++
  return count / samples.length
}

/** The pitch in hertz of 40 ms at a place by autocorrelation, or null where less than half of it repeats. */
function pitchAt(samples: Float32Array, start: number, rate: number): number | null {
  const length = Math.round(0.04 * rate)
  const correlation = (lag: number) => {
    let [product, here, there] = [0, 0, 0]
    for (let i = start; i < start + length; i++) {
      product += samples[i]! * samples[i + lag]!
      here += samples[i]! ** 2
      there += samples[i + lag]! ** 2
    }
    return product / Math.sqrt(here * there)
  }
  const lags = Array.from({ length: Math.ceil(rate / 65) }, (_, lag) => lag).filter((lag) => lag > rate / 350)
  const values = lags.map(correlation)
  const best = Math.max(...values)
  if (best < 0.5) return null
  // The first peak that is nearly the highest: two periods are as alike as one.
  const at = values.findIndex((value, i) => value > 0.9 * best && value >= values[i - 1]! && value >= values[i + 1]!)
  return at < 0 ? null : rate / lags[at]!
}

/** Median pitch over the louder half of a recording, in hertz. */
export function medianPitch(samples: Float32Array, rate: number): number {
  const loud = rootMeanSquare(samples)
  const pitches: number[] = []
  for (let start = 0; start + 0.06 * rate < samples.length; start += Math.round(0.02 * rate)) {
    if (rootMeanSquare(samples.subarray(start, start + Math.round(0.04 * rate))) < loud) continue
    const pitch = pitchAt(samples, start, rate)
    if (pitch !== null) pitches.push(pitch)
  }
  return pitches.sort((a, b) => a - b)[Math.floor(pitches.length / 2)]!
}
