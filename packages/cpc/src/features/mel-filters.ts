// Triangular filters that are evenly spaced on the mel scale.
import { ValueError } from '@infonce/core'

/** Hz to mel, 2595·log10(1 + f/700): the formula of HTK (S. Young et al.: The HTK Book, equation 5.13). */
export const melOfHertz = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700)

/** Mel to Hz. */
export const hertzOfMel = (mel: number): number => 700 * (10 ** (mel / 2595) - 1)

/** The weights of a filter on the bins from `first` on; they are 0 on all others. */
export interface MelFilter {
  readonly first: number
  readonly weights: Float64Array
}

/**
 * Triangles over the bins of a spectrum, `bands` of them, from `lowest` to `highest` Hz: each rises from 0 at its
 * neighbor's peak to 1 at its own and falls to 0 at the next, linearly in Hz; peaks are evenly spaced in mel. They are
 * not divided by their width. Bin i of a transform of `size` samples lies at i·rate/size Hz.
 *
 * Throws a `ValueError` where a band falls between two bins: it would say nothing of any sound.
 */
export function melFilters(bands: number, size: number, rate: number, lowest: number, highest: number): MelFilter[] {
  const [from, to] = [melOfHertz(lowest), melOfHertz(highest)]
  const edge = (i: number) => hertzOfMel(from + ((to - from) * i) / (bands + 1))
  return Array.from({ length: bands }, (_, band) => {
    const [left, peak, right] = [edge(band), edge(band + 1), edge(band + 2)]
    const weightAt = (bin: number) => {
      const hertz = (bin * rate) / size
      return Math.max(0, Math.min((hertz - left) / (peak - left), (right - hertz) / (right - peak)))
    }
    const first = Math.floor((left * size) / rate) + 1
    const last = Math.min(size / 2, Math.ceil((right * size) / rate) - 1)
    const weights = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => weightAt(first + i))
    if (!weights.some((weight) => weight > 0))
      throw new ValueError(
        `band ${band + 1} of ${bands}, ${left.toFixed(1)} to ${right.toFixed(1)} Hz, lies between two bins of the ` +
          `spectrum, which are ${(rate / size).toFixed(1)} Hz apart; ask for fewer bands or longer frames`,
      )
    return { first, weights }
  })
}
