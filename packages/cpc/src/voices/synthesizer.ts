// From a score to sound: pulses and noise through a cascade of resonators.
import type { Random } from '@infonce/core'
import { NASAL_POLE } from './phonemes.js'
import { AntiResonator, NoiseBand, Resonator } from './resonator.js'
import { around, FRAME_RATE, type Score } from './score.js'
import type { Speaker } from './speaker.js'

const JITTER = 0.01
const SHIMMER = 0.06
const NASAL_BANDWIDTH = 100
// Filters are unlike what they stand for close to half the rate; what lies above this part of the rate stays out.
const HIGHEST = 0.475
// Uniform noise in [−√3, √3) has variance 1.
const UNIT = Math.sqrt(3)

/**
 * The sound of a score at a rate in hertz: a source and a filter (Fant 1960) by the cascade of Klatt (1980), with a
 * branch of its own for the noise of the mouth. Vowels have a root mean square of 0.5 to 2.3.
 */
export function synthesize(score: Score, speaker: Speaker, rate: number, random: Random): Float64Array {
  const frames = score.pitch.length
  const border = (frame: number) => Math.round((frame * rate) / FRAME_RATE)
  const sound = new Float64Array(border(frames))
  const source = new Float64Array(border(1) + 1)
  const mouth = new Float64Array(source.length)

  const glottis = new Glottis(speaker, rate, random.split('glottis'))
  const breath = random.split('breath')
  const hiss = random.split('hiss')
  const nasalZero = new AntiResonator(rate)
  const nasalPole = new Resonator(rate)
  nasalPole.tune(NASAL_POLE, NASAL_BANDWIDTH)
  const formants = [new Resonator(rate), new Resonator(rate), new Resonator(rate)] as const
  const tract = [nasalZero, nasalPole, ...formants, ...upperFormants(speaker, rate)]
  const band = new NoiseBand(rate)

  for (let frame = 0; frame < frames; frame++) {
    const start = border(frame)
    const length = border(frame + 1) - start
    const voicing = score.voicing[frame]!
    const breathing = score.aspiration[frame]! + voicing * speaker.breathiness
    for (let i = 0; i < length; i++) {
      const pulse = voicing * glottis.next(score.pitch[frame]!)
      // Air rushes while the glottis is open.
      const rush = glottis.open || voicing < 0.05 ? breathing : 0.4 * breathing
      source[i] = pulse + rush * around(breath, UNIT)
    }
    nasalZero.tune(score.nasalZero[frame]!, NASAL_BANDWIDTH)
    formants[0].tune(score.f1[frame]!, score.b1[frame]!)
    formants[1].tune(score.f2[frame]!, score.b2[frame]!)
    formants[2].tune(score.f3[frame]!, score.b3[frame]!)
    for (const filter of tract) filter.filter(source, length)
    sound.set(source.subarray(0, length), start)

    const frication = score.frication[frame]!
    if (frication === 0) continue
    for (let i = 0; i < length; i++) mouth[i] = around(hiss, UNIT)
    band.tune(Math.min(score.noiseFrequency[frame]!, HIGHEST * rate), score.noiseBandwidth[frame]!)
    band.filter(mouth, length)
    for (let i = 0; i < length; i++) sound[start + i]! += frication * mouth[i]!
  }
  return sound
}

/** The resonances above the third, as of a uniform tube: those that the rate has room for. They tell no vowels apart. */
function upperFormants(speaker: Speaker, rate: number): Resonator[] {
  const filters: Resonator[] = []
  for (let frequency = 3500; frequency * speaker.formantScale < HIGHEST * rate; frequency += 1000) {
    const filter = new Resonator(rate)
    filter.tune(frequency * speaker.formantScale, 0.07 * frequency)
    filters.push(filter)
  }
  return filters
}

/**
 * Pulses of air, after the polynomial pulse of Rosenberg, "Effect of glottal pulse shape on the quality of natural
 * vowels" (1971), as the lips radiate them: differentiated. The slope at the moment of closure is about −1 whatever the
 * pitch. Differences of the flow rather than its derivative are taken, which folds less sound down from above half the
 * rate.
 */
class Glottis {
  private phase = 1
  private period = 1
  private strength = 0
  private flow = 0
  private smoothed = 0
  private readonly peak: number
  private readonly damping: number

  constructor(
    private readonly speaker: Speaker,
    private readonly rate: number,
    private readonly random: Random,
  ) {
    this.peak = 0.65 * speaker.openQuotient
    this.damping = Math.exp((-2 * Math.PI * speaker.brightness) / rate)
  }

  /** Whether the glottis is open. */
  get open(): boolean {
    return this.phase < this.speaker.openQuotient
  }

  /** The next sample at a pitch in hertz, which is read when a cycle begins. */
  next(pitch: number): number {
    if (this.phase >= 1) {
      this.phase -= 1
      this.period = (this.rate / pitch) * (1 + around(this.random, JITTER))
      this.strength = (1 + around(this.random, SHIMMER)) * 0.5 * (this.speaker.openQuotient - this.peak) * this.period
    }
    const flow = this.flowAt(this.phase)
    const slope = this.strength * (flow - this.flow)
    this.flow = flow
    this.phase += 1 / this.period
    this.smoothed += (1 - this.damping) * (slope - this.smoothed)
    return this.smoothed
  }

  private flowAt(phase: number): number {
    if (phase < this.peak) {
      const part = phase / this.peak
      return part * part * (3 - 2 * part)
    }
    if (phase < this.speaker.openQuotient) {
      const part = (phase - this.peak) / (this.speaker.openQuotient - this.peak)
      return 1 - part * part
    }
    return 0
  }
}
