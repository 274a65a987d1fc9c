// Who speaks: what stays the same from one recording of a speaker to the next.
import type { Random } from '@infonce/core'

/** A made-up speaker. */
export interface Speaker {
  /** Fundamental frequency around which the voice moves, in hertz: 85 to 255. */
  readonly pitch: number
  /** How lively the pitch moves: 0.5 to 1.5. */
  readonly liveliness: number
  /** Factor of all formants, which grow as the vocal tract gets shorter: 0.88 to 1.15. */
  readonly formantScale: number
  /** Strength of the breath beside the voice: 0.004 to 0.04. */
  readonly breathiness: number
  /** Part of a cycle in which the glottis is open: 0.5 to 0.75. */
  readonly openQuotient: number
  /** Frequency in hertz above which the voice loses another 6 dB an octave: 1200 to 3600. */
  readonly brightness: number
  /** Factor of durations: 0.88 to 1.12. */
  readonly pace: number
}

/** How many speakers a seed has. */
export const SPEAKERS = 12

const LOWEST = 85
const HIGHEST = 255

/**
 * The {@link SPEAKERS} speakers of a generator. Each property is spread over its range in as many steps as there are
 * speakers, so that no two are alike; deep voices tend to have long vocal tracts, as men's have beside women's in
 * Peterson & Barney (1952).
 */
export function makeSpeakers(random: Random): readonly Speaker[] {
  const spread = (name: string): readonly number[] => {
    const stream = random.split(name)
    const steps = stream.shuffle(Array.from({ length: SPEAKERS }, (_, step) => step))
    return steps.map((step) => (step + 0.3 + 0.4 * stream.uniform()) / SPEAKERS)
  }
  const height = spread('height')
  const tract = spread('tract')
  const breath = spread('breath')
  const glottis = spread('glottis')
  const brightness = spread('brightness')
  const liveliness = spread('liveliness')
  const pace = spread('pace')
  return height.map((part, speaker) => ({
    // Steps of pitch are heard as ratios: these grow with the height, close to a geometric series.
    pitch: LOWEST + (HIGHEST - LOWEST) * part * (0.6 + 0.4 * part),
    liveliness: 0.5 + liveliness[speaker]!,
    formantScale: 0.88 + 0.27 * (0.6 * part + 0.4 * tract[speaker]!),
    breathiness: 0.004 + 0.036 * breath[speaker]!,
    openQuotient: 0.5 + 0.25 * glottis[speaker]!,
    brightness: 1200 + 2400 * brightness[speaker]!,
    pace: 0.88 + 0.24 * pace[speaker]!,
  }))
}
