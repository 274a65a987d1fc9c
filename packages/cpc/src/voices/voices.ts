// Recordings of made-up words by made-up speakers: a small data set that needs no file.
import { Random, ValueError } from '@infonce/core'
import { WORDS } from './phonemes.js'
import { around, makeScore } from './score.js'
import { makeSpeakers, SPEAKERS, type Speaker } from './speaker.js'
import { synthesize } from './synthesizer.js'

/** Options of {@link voices}. */
export interface VoicesOptions {
  /** Seed of the speakers and of every recording; default 1. */
  readonly seed?: number
  /** Number of speakers, 1 to 12; default 6. */
  readonly speakers?: number
  /** Number of words, 1 to 12; default 10. */
  readonly words?: number
  /** How often each speaker says each word; default 50. */
  readonly repetitions?: number
  /** Samples a second, 8000 to 48000; default 8000. */
  readonly rate?: number
}

/** One word, said once. */
export interface VoiceRecording {
  /** `word-speaker-repetition`, such as `mina-s1-0`. */
  readonly name: string
  /** The word, the speaker (`s1`, `s2`, …) and the repetition (from `0`). */
  readonly labels: Readonly<Record<'word' | 'speaker' | 'repetition', string>>
  /** Samples a second. */
  readonly rate: number
  /** Between −1 and 1, in steps of 2⁻¹⁵, so that a 16-bit WAV file holds them as they are. */
  readonly samples: Float32Array
}

/** What {@link voices} makes. */
export interface Voices extends Iterable<VoiceRecording> {
  /** How many recordings there are. */
  readonly count: number
}

const STEPS = 2 ** 15

/**
 * Words of no language (`mina`, `tuko`, …) said by speakers that a seed makes up, through a small formant synthesizer
 * after Klatt (1980). Speakers differ by pitch, vocal tract, breath and pace, words by their formants and noises;
 * repetitions by pitch contour, durations, formants, level (peaks of 0.15 to 0.9), background noise (24 to 40 dB below
 * the speech) and the pauses around the word. A recording lasts 0.3 to 0.9 s, 0.5 s on average.
 *
 * Recordings are made as they are read: all words of all speakers for the first repetition, then for the next. Every
 * pass gives the same, and each depends on the seed, the rate and its own place alone: more speakers, words or
 * repetitions leave the others as they are. Engines differ by the last bits of `exp` and `cos`, far less than a step of
 * the samples.
 *
 * Throws a `ValueError` for an option outside its range.
 */
export function voices(options: VoicesOptions = {}): Voices {
  const { seed = 1, speakers = 6, words = 10, repetitions = 50, rate = 8000 } = options
  requireWhole('speakers', speakers, 1, SPEAKERS)
  requireWhole('words', words, 1, WORDS.length)
  requireWhole('repetitions', repetitions, 1, Number.MAX_SAFE_INTEGER)
  requireWhole('rate', rate, 8000, 48000)
  const random = Random.fromSeed(seed).split('voices')
  const people = makeSpeakers(random.split('speakers'))
  return {
    count: speakers * words * repetitions,
    *[Symbol.iterator](): Generator<VoiceRecording, void> {
      for (let repetition = 0; repetition < repetitions; repetition++)
        for (let speaker = 0; speaker < speakers; speaker++)
          for (let word = 0; word < words; word++) {
            const text = WORDS[word]!.join('')
            const labels = { word: text, speaker: `s${speaker + 1}`, repetition: String(repetition) }
            const once = random.split('recording', word, speaker, repetition)
            yield {
              name: `${text}-${labels.speaker}-${repetition}`,
              labels,
              rate,
              samples: record(word, people[speaker]!, rate, once),
            }
          }
    },
  }
}

function requireWhole(option: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new ValueError(`${option} must be a whole number from ${least} to ${most}, found ${value}`)
}

/** Synthesizes a word and puts it before a microphone: pauses, background noise and a level. */
function record(word: number, speaker: Speaker, rate: number, random: Random): Float32Array {
  const score = makeScore(WORDS[word]!, speaker, random.split('score'))
  const speech = synthesize(score, speaker, rate, random.split('sound'))
  const scene = random.split('scene')
  const pause = () => Math.round((0.02 + 0.05 * scene.uniform()) * rate)
  const [before, after] = [pause(), pause()]
  const level = 0.15 + 0.75 * scene.uniform()
  const quiet = 0.01 + 0.05 * scene.uniform()
  // From a hiss to a rumble.
  const color = 0.9 * scene.uniform()
  const microphone = around(scene, 0.3)

  const mixed = new Float64Array(before + speech.length + after)
  const background = rootMeanSquare(speech) * quiet * Math.sqrt(3 * (1 - color * color))
  let noise = 0
  for (let i = 0; i < mixed.length; i++) {
    noise = color * noise + around(scene, background)
    mixed[i] = noise
  }
  let last = 0
  let peak = 0
  for (let i = 0; i < speech.length; i++) {
    const sample = mixed[before + i]! + speech[i]! + microphone * last
    mixed[before + i] = sample
    last = speech[i]!
    peak = Math.max(peak, Math.abs(sample))
  }
  const samples = new Float32Array(mixed.length)
  const steps = (level * STEPS) / peak
  for (let i = 0; i < samples.length; i++) samples[i] = Math.round(mixed[i]! * steps) / STEPS
  return samples
}

function rootMeanSquare(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!
  return Math.sqrt(sum / values.length)
}
