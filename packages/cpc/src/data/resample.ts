// Conversion between sampling rates.
import { ValueError } from '@infonce/core'
import { EventLoopTurns } from '@infonce/runtime/internals'
import type { Series } from './series.js'

/** Zero crossings of the sinc on either side, at the lower of the two rates. */
const HALF_WIDTH = 64
/** Attenuation of the stopband in dB. */
const ATTENUATION = 100
/** Kaiser's formula for the shape of the window. */
const BETA = 0.1102 * (ATTENUATION - 8.7)
/** Kaiser's formula for the width of the transition, relative to half the lower rate. */
const TRANSITION = (2 * (ATTENUATION - 7.95)) / (2.285 * 2 * Math.PI * 2 * HALF_WIDTH)
/** The middle of the transition, which ends at half the lower rate. */
const CUTOFF = 1 - TRANSITION / 2
/** Taps of all phases together: 128 MiB. */
const MOST_TAPS = 1 << 24
/** Products of a piece of the work: a few milliseconds. */
const PIECE = 1 << 20

/** A series that has a rate. */
type Rated = Series & { readonly rate: number }

/** Samples a channel after resampling: ⌈length · to / from⌉, as many as begin within the time of the series. */
export function resampledLength(length: number, from: number, to: number): number {
  const { up, down } = ratioOf(from, to)
  return Math.ceil((length * up) / down)
}

/**
 * The series at another rate: sample k of the result is the series at time k / `rate`, low-passed. A polyphase
 * filter, a sinc under a Kaiser window (Oppenheim and Schafer, "Discrete-Time Signal Processing", 7.5.3), of zero
 * phase. What lies below 0.9 of half the lower rate keeps its amplitude to 2e-5; what lies above half the lower rate,
 * and would alias, is at −100 dB. The series counts as zero beyond its ends. The length becomes
 * {@link resampledLength}. A series of that rate already is returned itself.
 * Runs in one go, seconds for minutes of sound: {@link resampleInTurns} does not hold up the event loop.
 * @throws ValueError where either rate is no whole number of Hz, or their ratio needs a filter above 128 MiB.
 */
export function resample<S extends Rated>(series: S, rate: number): S {
  const work = resampling(series, rate)
  for (;;) {
    const piece = work.next()
    if (piece.done) return piece.value
  }
}

/**
 * What {@link resample} gives, number for number, while the event loop turns. The filter is made in one go: a second or
 * so where rates have no common divisor to speak of, milliseconds elsewhere.
 * @throws what `resample` throws, and the signal's reason.
 */
export async function resampleInTurns<S extends Rated>(series: S, rate: number, signal?: AbortSignal): Promise<S> {
  const work = resampling(series, rate)
  const turns = new EventLoopTurns()
  for (;;) {
    signal?.throwIfAborted()
    const piece = work.next()
    if (piece.done) return piece.value
    if (turns.due) await turns.take()
  }
}

/** The work of {@link resample}, which pauses after every piece. */
function* resampling<S extends Rated>(series: S, rate: number): Generator<undefined, S, undefined> {
  const { up, down } = ratioOf(series.rate, rate)
  if (up === down) return series
  const filter = filterFor(up, down)
  const { channels, length, samples } = series
  const resampled = resampledLength(length, series.rate, rate)
  const result = new Float32Array(channels * resampled)
  const block = Math.ceil(PIECE / filter.taps)
  for (let c = 0; c < channels; c++) {
    const input = samples.subarray(c * length, (c + 1) * length)
    const output = result.subarray(c * resampled, (c + 1) * resampled)
    for (let from = 0; from < resampled; from += block) {
      resampleBlock(input, filter, output, from, Math.min(from + block, resampled))
      yield
    }
  }
  return { ...series, rate, length: resampled, samples: result }
}

/** The ratio of two rates in lowest terms. Throws a `ValueError` where it cannot be resampled by. */
function ratioOf(from: number, to: number): { up: number; down: number } {
  for (const rate of [from, to])
    if (!(Number.isSafeInteger(rate) && rate > 0))
      throw new ValueError(`a rate must be a whole number of Hz from 1; found ${rate}`)
  let [divisor, rest] = [from, to]
  while (rest > 0) [divisor, rest] = [rest, divisor % rest]
  const [up, down] = [to / divisor, from / divisor]
  if (up * tapsOfPhase(up, down) > MOST_TAPS)
    throw new ValueError(
      `resampling from ${from} to ${to} Hz needs a filter of more than 128 MiB: choose rates that have a larger common divisor`,
    )
  return { up, down }
}

const tapsOfPhase = (up: number, down: number): number => Math.ceil((2 * HALF_WIDTH * Math.max(up, down) + 1) / up)

/** A low-pass filter, its taps sorted by phase. */
interface Filter {
  readonly up: number
  readonly down: number
  /** Half the filter's length, at `up` times the input's rate. */
  readonly half: number
  /** Taps of a phase. */
  readonly taps: number
  /** `[up, taps]`: those that one output sample is the sum of stand together, in the order of input samples. */
  readonly phases: Float64Array
}

/** The filter that was made last: the files of a folder mostly have one rate. */
let lastFilter: Filter | undefined

function filterFor(up: number, down: number): Filter {
  if (lastFilter?.up !== up || lastFilter.down !== down) lastFilter = makeFilter(up, down)
  return lastFilter
}

function makeFilter(up: number, down: number): Filter {
  const slower = Math.max(up, down)
  const half = HALF_WIDTH * slower
  const taps = tapsOfPhase(up, down)
  const phases = new Float64Array(up * taps)
  let sum = 0
  for (let m = -half; m <= half; m++) {
    const x = (CUTOFF * m * Math.PI) / slower
    const tap = (m === 0 ? 1 : Math.sin(x) / x) * besselI0(BETA * Math.sqrt(1 - (m / half) ** 2))
    // Output k reads input n by the tap at m = k·down − n·up: the phase is m modulo up, and n falls as m rises.
    const position = m + half
    phases[(position % up) * taps + taps - 1 - Math.floor(position / up)] = tap
    sum += tap
  }
  for (let i = 0; i < phases.length; i++) phases[i]! *= up / sum
  return { up, down, half, taps, phases }
}

/** The modified Bessel function of order 0, by its series. */
function besselI0(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

/** Entries `start` to `end` of one channel's output. */
function resampleBlock(
  input: Float32Array,
  { up, down, half, taps, phases }: Filter,
  output: Float32Array,
  start: number,
  end: number,
): void {
  for (let k = start; k < end; k++) {
    const position = k * down + half
    const phase = (position % up) * taps
    const last = Math.floor(position / up)
    const begin = last - taps + 1
    const from = Math.max(0, -begin)
    const to = Math.min(taps, input.length - begin)
    let sum = 0
    for (let i = from; i < to; i++) sum += phases[phase + i]! * input[begin + i]!
    output[k] = sum
  }
}
