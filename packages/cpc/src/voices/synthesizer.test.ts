import { Random } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { medianPitch, rootMeanSquare, spectrum } from './analysis.fixture.js'
import { PHONEMES, type Targets, WORDS } from './phonemes.js'
import { FRAME_RATE, makeScore, type Score } from './score.js'
import { makeSpeakers } from './speaker.js'
import { synthesize } from './synthesizer.js'

const speakers = makeSpeakers(Random.fromSeed(1))
const speaker = speakers[0]!

/** A score that holds the first segment of a phoneme. */
const held = (
  seconds: number,
  pitch: number,
  phoneme: keyof typeof PHONEMES,
  changes: Partial<Targets> = {},
): Score => {
  const { duration: _, ...targets } = { ...PHONEMES[phoneme][0]!, ...changes }
  return Object.fromEntries(
    Object.entries({ ...targets, pitch }).map(([name, value]) => [
      name,
      new Float64Array(seconds * FRAME_RATE).fill(value),
    ]),
  ) as Score
}

const synthesized = (score: Score, rate = 8000) => synthesize(score, speaker, rate, Random.fromSeed(5))

describe('synthesize', () => {
  it.each(['i', 'e', 'a', 'o', 'u'] as const)('puts the peaks of %s where its formants are', (vowel) => {
    const whisper = synthesized(held(3, 100, vowel, { voicing: 0, aspiration: 1 }))
    const { f1, f2, f3 } = PHONEMES[vowel][0]!
    for (const formant of [f1, f2, f3]) {
      const frequencies = Array.from({ length: 31 }, (_, i) => formant * (0.85 + 0.01 * i))
      const powers = spectrum(whisper, frequencies, 8000)
      const peak = frequencies[powers.indexOf(Math.max(...powers))]!
      expect(Math.abs(peak / formant - 1)).toBeLessThan(0.07)
    }
  })

  it.each([
    [90, 8000],
    [170, 8000],
    [250, 8000],
    [170, 16000],
    [170, 44100],
  ])('pulses at %i Hz when sampled at %i Hz', (pitch, rate) => {
    const sound = Float32Array.from(synthesized(held(0.5, pitch, 'a'), rate))
    expect(Math.abs(medianPitch(sound, rate) / pitch - 1)).toBeLessThan(0.02)
  })

  it('speaks louder with the mouth open, and about as loud at every pitch and rate', () => {
    const level = (vowel: 'a' | 'i', pitch: number, rate = 8000) =>
      20 * Math.log10(rootMeanSquare(synthesized(held(0.5, pitch, vowel), rate)))
    expect(level('a', 120) - level('i', 120)).toBeGreaterThan(1)
    expect(Math.abs(level('a', 240) - level('a', 120))).toBeLessThan(6)
    expect(Math.abs(level('a', 120, 16000) - level('a', 120))).toBeLessThan(1)
  })

  it('hisses in the band of a fricative, and not below it', () => {
    const [low, high] = spectrum(synthesized(held(1, 100, 's')), [500, 3700], 8000)
    expect(high! / low!).toBeGreaterThan(30)
    expect(rootMeanSquare(synthesized(held(1, 100, 's')))).toBeCloseTo(PHONEMES.s[0]!.frication, 1)
  })

  it('is silent in the closure of a stop', () => {
    expect(rootMeanSquare(synthesized(held(0.3, 100, 'p')))).toBe(0)
  })

  it('takes power from where the nasal zero lies', () => {
    const at450 = (changes = {}) => spectrum(synthesized(held(1, 90, 'm', changes)), [450], 8000)[0]!
    expect(at450({ nasalZero: 270 }) / at450()).toBeGreaterThan(5)
  })

  it('does not click while formants move', () => {
    const breathless = { ...speaker, breathiness: 0 }
    const highs = (score: Score) =>
      Math.max(...spectrum(synthesize(score, breathless, 16000, Random.fromSeed(5)), [6800, 7000, 7200], 16000))
    const score = held(1, 100, 'a')
    for (let frame = 0; frame < FRAME_RATE; frame++) score.f2[frame] = 1000 + 1000 * Math.sin(frame / 20) ** 2
    // A second formant twice as high lifts what lies far above it by 12 dB, 16 times the power.
    expect(highs(score) / highs(held(1, 100, 'a'))).toBeLessThan(16)
  })
})

describe('makeScore', () => {
  it('reaches the formants of its vowels, scaled by the vocal tract', () => {
    for (const who of speakers) {
      const score = makeScore(['m', 'i', 'n', 'a'], who, Random.fromSeed(2))
      const last = score.f1.length - 40
      expect(Math.abs(score.f1[last]! / (730 * who.formantScale) - 1)).toBeLessThan(0.06)
      expect(Math.max(...score.f2) / (2290 * who.formantScale)).toBeGreaterThan(0.9)
      expect(Math.max(...score.f2) / (2290 * who.formantScale)).toBeLessThan(1.06)
    }
  })

  it('keeps every formant below half of 8 kHz, in its order, and every value finite', () => {
    for (const [index, who] of speakers.entries())
      for (const word of WORDS) {
        const score = makeScore(word, who, Random.fromSeed(index))
        for (const channel of Object.values(score)) expect(channel.every(Number.isFinite)).toBe(true)
        expect(Math.max(...score.f3)).toBeLessThan(3800)
        expect(score.f1.every((f1, frame) => f1 < score.f2[frame]! && score.f2[frame]! < score.f3[frame]!)).toBe(true)
      }
  })

  it('begins and ends in silence', () => {
    for (const word of WORDS) {
      const { voicing, aspiration, frication } = makeScore(word, speaker, Random.fromSeed(1))
      for (const channel of [voicing, aspiration, frication])
        for (const end of [channel[0]!, channel.at(-1)!]) expect(end).toBe(0)
    }
  })
})

describe('makeSpeakers', () => {
  it.each([1, 2, 3, 4, 5])('spreads pitches and vocal tracts, seed %i', (seed) => {
    const people = makeSpeakers(Random.fromSeed(seed))
    expect(people).toHaveLength(12)
    const pitches = people.map(({ pitch }) => pitch).sort((a, b) => a - b)
    expect(pitches[0]!).toBeGreaterThan(85)
    expect(pitches[11]!).toBeLessThan(255)
    for (let i = 1; i < 12; i++) expect(pitches[i]! / pitches[i - 1]!).toBeGreaterThan(1.015)
    const scales = people.map(({ formantScale }) => formantScale)
    expect(Math.min(...scales)).toBeGreaterThan(0.88)
    expect(Math.max(...scales)).toBeLessThan(1.15)
    expect(Math.max(...scales) - Math.min(...scales)).toBeGreaterThan(0.1)
  })

  it('gives other speakers for another seed', () => {
    expect(makeSpeakers(Random.fromSeed(1))).not.toEqual(makeSpeakers(Random.fromSeed(2)))
  })
})
