// The sounds that made-up words consist of: what the vocal tract and its sources aim at, segment by segment.

/** What the synthesizer is steered by, as targets of a segment of speech. Frequencies and bandwidths in hertz. */
export interface Targets {
  readonly f1: number
  readonly f2: number
  readonly f3: number
  readonly b1: number
  readonly b2: number
  readonly b3: number
  /** Zero of the nasal pair: at {@link NASAL_POLE} it cancels the pole, and nothing is nasal. */
  readonly nasalZero: number
  /** Strength of the pulses of the glottis; 1 in a vowel. */
  readonly voicing: number
  /** Strength of the noise made at the glottis, which all formants shape. */
  readonly aspiration: number
  /** Strength (root mean square) of the noise made in the mouth, and the band that it lies in. */
  readonly frication: number
  readonly noiseFrequency: number
  readonly noiseBandwidth: number
}

/** Targets that are held for a time, in milliseconds at a medium pace. */
export interface Segment extends Targets {
  readonly duration: number
}

type Vowel = 'i' | 'e' | 'a' | 'o' | 'u'
type Consonant = 'w' | 'y' | 'r' | 'l' | 'm' | 'n' | 'f' | 's' | 'z' | 'p' | 't' | 'k' | 'b' | 'd' | 'g'

/** Name of a phoneme. */
export type Phoneme = Vowel | Consonant

type Triple = readonly [number, number, number]
type Noise = Pick<Targets, 'frication' | 'noiseFrequency' | 'noiseBandwidth'>

/** Frequency of the nasal resonance in hertz (Klatt 1980). */
export const NASAL_POLE = 270

const NARROW: Triple = [60, 90, 150]
const SILENT: Noise = { frication: 0, noiseFrequency: 0, noiseBandwidth: 0 }

const noise = (frication: number, noiseFrequency: number, noiseBandwidth: number): Noise => ({
  frication,
  noiseFrequency,
  noiseBandwidth,
})

const segment = (
  duration: number,
  [f1, f2, f3]: Triple,
  [b1, b2, b3]: Triple,
  sources: Partial<Targets> = {},
): Segment => ({
  duration,
  ...{ f1, f2, f3, b1, b2, b3 },
  ...{ nasalZero: NASAL_POLE, voicing: 0, aspiration: 0, ...SILENT },
  ...sources,
})

const vowel = (...formants: Triple): readonly Segment[] => [segment(110, formants, NARROW, { voicing: 1 })]

const glide = (formants: Triple, bandwidths: Triple): readonly Segment[] => [
  segment(70, formants, bandwidths, { voicing: 0.6 }),
]

const nasal = (...formants: Triple): readonly Segment[] => [
  segment(70, formants, [60, 200, 250], { voicing: 0.5, nasalZero: 450 }),
]

const fricative = (formants: Triple, voicing: number, hiss: Noise): readonly Segment[] => [
  segment(voicing ? 75 : 95, formants, [150, 100, 150], { voicing, ...hiss }),
]

/** Closure, burst, and breath until the voice sets in. */
const voiceless = (formants: Triple, burst: Noise): readonly Segment[] => [
  segment(50, formants, [250, 140, 200]),
  segment(12, formants, [250, 140, 200], burst),
  segment(30, formants, [250, 140, 200], { aspiration: 0.35 }),
]

/** Closure with a murmur that is mostly below F1, and a short burst. */
const voiced = (formants: Triple, burst: Noise): readonly Segment[] => [
  segment(50, formants, [60, 700, 900], { voicing: 0.18 }),
  segment(10, formants, [60, 110, 140], { voicing: 0.3, ...burst }),
]

/**
 * Phonemes as sequences of segments. Vowels are the means of men in Peterson & Barney, "Control methods used in a study
 * of the vowels" (1952), Table II. Formants of consonants are those before vowels in Klatt, "Software for a
 * cascade/parallel formant synthesizer" (1980), Tables II and III, rounded; bands of noise and durations are ours.
 */
export const PHONEMES: Readonly<Record<Phoneme, readonly Segment[]>> = {
  i: vowel(270, 2290, 3010),
  e: vowel(530, 1840, 2480),
  a: vowel(730, 1090, 2440),
  o: vowel(570, 840, 2410),
  u: vowel(300, 870, 2240),
  w: glide([290, 610, 2150], [50, 80, 60]),
  y: glide([260, 2070, 3020], [40, 250, 500]),
  r: glide([310, 1060, 1380], [70, 100, 120]),
  l: glide([310, 1050, 2880], [50, 100, 280]),
  m: nasal(480, 1270, 2130),
  n: nasal(480, 1340, 2470),
  f: fricative([340, 1100, 2080], 0, noise(0.07, 3000, 3000)),
  s: fricative([320, 1390, 2530], 0, noise(0.22, 4800, 1500)),
  z: fricative([240, 1390, 2530], 0.35, noise(0.12, 4800, 1500)),
  p: voiceless([400, 1100, 2150], noise(0.12, 800, 900)),
  t: voiceless([400, 1600, 2600], noise(0.3, 3700, 1500)),
  k: voiceless([300, 1990, 2850], noise(0.3, 1900, 400)),
  b: voiced([200, 1100, 2150], noise(0.08, 800, 900)),
  d: voiced([200, 1600, 2600], noise(0.2, 3300, 1200)),
  g: voiced([200, 1990, 2850], noise(0.2, 1900, 400)),
}

/**
 * Words of no language, by their phonemes; the first are used first. Some are the same phonemes in another order: what
 * averages over a recording lose, and its context keeps.
 */
export const WORDS: readonly (readonly Phoneme[])[] = [
  ['m', 'i', 'n', 'a'],
  ['n', 'i', 'm', 'a'],
  ['t', 'u', 'k', 'o'],
  ['k', 'o', 't', 'u'],
  ['s', 'e', 'f', 'a'],
  ['f', 'a', 's', 'e'],
  ['w', 'a', 'l', 'i'],
  ['l', 'a', 'w', 'i'],
  ['g', 'o', 'b', 'u'],
  ['y', 'u', 'n', 'a'],
  ['d', 'a', 'r', 'e'],
  ['z', 'i', 'p', 'o'],
]
