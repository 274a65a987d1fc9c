// Mel-frequency cepstral coefficients: the baseline that a learned representation of sound is held against.
import { ValueError } from '@infonce/core'
import type { Features } from '@infonce/evaluation'
import { type DeltaOrders, withDeltas } from './deltas.js'
import { type LogMelOptions, logMel } from './log-mel.js'

export interface MfccOptions extends LogMelOptions {
  /** How many coefficients are kept, from the 0th on, which is the loudness; no more than bands. Default 13. */
  readonly coefficients?: number
  /** 1: their rates of change follow them; 2: and the rates of change of those ({@link withDeltas}). Default 0. */
  readonly deltas?: DeltaOrders
}

/**
 * Gives a function from a signal to its mel-frequency cepstral coefficients (S. B. Davis, P. Mermelstein, 1980): a row
 * for each frame, a column for each coefficient, and behind them as many for each order of deltas. They are the first
 * coefficients of the orthonormal DCT-II of the log-mel energies ({@link logMel}), without liftering.
 *
 * Throws as {@link logMel} does, and a `ValueError` for more coefficients than bands or deltas that are not 0, 1 or 2.
 */
export function mfcc(options: MfccOptions): (signal: Float32Array) => Features {
  const { coefficients = 13, deltas = 0, bands = 40 } = options
  const energies = logMel(options)
  if (!Number.isInteger(coefficients) || coefficients < 1 || coefficients > bands)
    throw new ValueError(
      `coefficients must be a whole number from 1 to the ${bands} bands, found ${coefficients}; ask for more bands`,
    )
  if (![0, 1, 2].includes(deltas)) throw new ValueError(`deltas must be 0, 1 or 2, found ${deltas}`)
  const basis = cosineBasis(coefficients, bands)
  return (signal) => {
    const { rows, data } = energies(signal)
    const out = new Float32Array(rows * coefficients)
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < coefficients; k++) {
        let sum = 0
        for (let band = 0; band < bands; band++) sum += basis[k * bands + band]! * data[row * bands + band]!
        out[row * coefficients + k] = sum
      }
    return withDeltas({ rows, columns: coefficients, data: out }, deltas)
  }
}

/** The first rows of the orthonormal DCT-II, `[count, size]`: scale · cos(π·k·(n + ½)/size). */
function cosineBasis(count: number, size: number): Float64Array {
  const basis = new Float64Array(count * size)
  for (let k = 0; k < count; k++)
    for (let n = 0; n < size; n++)
      basis[k * size + n] = Math.sqrt((k === 0 ? 1 : 2) / size) * Math.cos((Math.PI * k * (n + 0.5)) / size)
  return basis
}
