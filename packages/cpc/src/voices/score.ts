// A word as one speaker says it once: its segments drawn out in time, with transitions and a pitch contour.
import type { Random } from '@infonce/core'
import { PHONEMES, type Phoneme, type Segment, type Targets } from './phonemes.js'
import type { Speaker } from './speaker.js'

/** Frames of a {@link Score} in a second. */
export const FRAME_RATE = 400

/** What steers the synthesizer, frame by frame. */
export type Score = Readonly<Record<keyof Targets | 'pitch', Float64Array>>

// Milliseconds that a target takes to give way to the next: the tongue is slow, a burst is not.
const TRANSITIONS: Readonly<Record<keyof Targets, number>> = {
  f1: 50,
  f2: 70,
  f3: 70,
  b1: 30,
  b2: 30,
  b3: 30,
  nasalZero: 20,
  voicing: 25,
  aspiration: 15,
  frication: 10,
  noiseFrequency: 0,
  noiseBandwidth: 0,
}

const FORMANTS = ['f1', 'f2', 'f3'] as const
const FINAL_LENGTHENING = 1.2
// Frames of silence around a word: longer than the slowest source takes.
const REST = 12

/** A number in [−size, size). */
export const around = (random: Random, size: number): number => size * (2 * random.uniform() - 1)

/** Draws one repetition of a word: durations, formants and pitch that differ a little each time. */
export function makeScore(word: readonly Phoneme[], speaker: Speaker, random: Random): Score {
  const segments = bridgeNoise(varied(word, speaker, random))
  const frames = segments.reduce((sum, { duration }) => sum + duration, 0)
  const channels = Object.entries(TRANSITIONS).map(([name, transition]) => {
    const steps = new Float64Array(frames)
    let start = 0
    for (const segment of segments) {
      steps.fill(segment[name as keyof Targets], start, start + segment.duration)
      start += segment.duration
    }
    return [name, smooth(steps, Math.round((transition * FRAME_RATE) / 2000))]
  })
  const score: Score = { ...(Object.fromEntries(channels) as Score), pitch: pitchContour(frames, speaker, random) }
  fadeOut(score.voicing, random)
  return score
}

/** The segments of a word with durations in frames, between silences that let the transitions end. */
function varied(word: readonly Phoneme[], speaker: Speaker, random: Random): Segment[] {
  const pace = speaker.pace * (1 + around(random, 0.15))
  const scale = speaker.formantScale * (1 + around(random, 0.02))
  const segments = word.flatMap((phoneme, place) =>
    PHONEMES[phoneme].map((segment: Segment) => {
      const lengthening = place === word.length - 1 ? FINAL_LENGTHENING : 1
      const milliseconds = segment.duration * pace * lengthening * (1 + around(random, 0.15))
      const [f1, f2, f3] = FORMANTS.map((formant) => segment[formant] * scale * (1 + around(random, 0.03)))
      return {
        ...segment,
        ...{ f1: f1!, f2: f2!, f3: f3! },
        duration: Math.max(1, Math.round((milliseconds * FRAME_RATE) / 1000)),
        noiseFrequency: segment.noiseFrequency * scale,
        voicing: segment.voicing * (1 + around(random, 0.15)),
        frication: segment.frication * (1 + around(random, 0.3)),
      }
    }),
  )
  const rest = { voicing: 0, aspiration: 0, frication: 0 }
  const [first, last] = [segments[0]!, segments.at(-1)!]
  return [{ ...first, ...rest, duration: REST }, ...segments, { ...last, ...rest, duration: REST }]
}

/** Gives segments without noise a band, the next or else the last one's: noise fades in and out over their borders. */
function bridgeNoise(segments: readonly Segment[]): readonly Segment[] {
  const noisy = (segment: Segment) => segment.noiseFrequency > 0
  return segments.map((segment, place) => {
    const source = segments.slice(place).find(noisy) ?? segments.slice(0, place).findLast(noisy)
    return source
      ? { ...segment, noiseFrequency: source.noiseFrequency, noiseBandwidth: source.noiseBandwidth }
      : segment
  })
}

/** Running means of `radius` frames to either side, twice: steps become curves. The ends are taken to go on. */
function smooth(values: Float64Array, radius: number): Float64Array {
  return radius === 0 ? values : runningMean(runningMean(values, radius), radius)
}

function runningMean(values: Float64Array, radius: number): Float64Array {
  const width = 2 * radius + 1
  const padded = new Float64Array(values.length + 2 * radius).fill(values.at(-1)!)
  padded.fill(values[0]!, 0, radius)
  padded.set(values, radius)
  const means = new Float64Array(values.length)
  for (let frame = 0; frame < means.length; frame++) {
    let sum = 0
    for (let i = frame; i < frame + width; i++) sum += padded[i]!
    means[frame] = sum / width
  }
  return means
}

/** Lets the voice give out over the last quarter of the word. */
function fadeOut(voicing: Float64Array, random: Random): void {
  const start = Math.round((0.75 + around(random, 0.05)) * voicing.length)
  const loss = 0.75 + around(random, 0.2)
  for (let frame = start; frame < voicing.length; frame++)
    voicing[frame]! *= 1 - (loss * (frame - start)) / (voicing.length - start)
}

/** A fall over the word with one accent, both larger for a lively speaker, around a pitch that is off by up to 4 %. */
function pitchContour(frames: number, { pitch, liveliness }: Speaker, random: Random): Float64Array {
  const middle = pitch * (1 + around(random, 0.04))
  const fall = liveliness * (0.14 + around(random, 0.1))
  const accent = liveliness * (0.09 + around(random, 0.08))
  const place = 0.4 + around(random, 0.25)
  return Float64Array.from({ length: frames }, (_, frame) => {
    const time = frame / frames
    const distance = (time - place) / 0.3
    return middle * (1 + fall * (0.5 - time) + accent * (Math.max(0, 1 - distance * distance) - 0.35))
  })
}
