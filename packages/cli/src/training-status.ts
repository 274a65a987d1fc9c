// What the events of a run say, as a status to watch: smoothed, with rates.
import type { RunEvent } from '@infonce/word2vec'
import { bytes, short } from './numbers.js'
import type { Status } from './progress.js'

/** Weight of a new loss in the running mean. */
const SMOOTHING = 0.1
const WINDOW_MILLISECONDS = 5000

interface Sample {
  readonly time: number
  readonly words: number
  readonly progress: number
}

/** The running numbers of training. */
export interface TrainingNumbers {
  /** Loss of a pair of words, in nats, and how often a positive beats its negatives: running means. */
  readonly loss: number
  readonly accuracy: number
  /** Words of the text a second, over the last seconds. */
  readonly wordsPerSecond: number
  readonly learningRate: number
}

/** At most six characters of a learning rate. */
const rate = (value: number): string => (value < 1e-3 ? value.toExponential(1) : value.toPrecision(2))

/** Follows the events of one process's share of a run. */
export class TrainingStatus {
  private samples: Sample[] = []
  private first: Sample | undefined
  private loss = Number.NaN
  private accuracy = Number.NaN
  private learningRate = Number.NaN

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The status after an event, or `undefined` where it changes nothing worth showing. */
  after(event: RunEvent): Status | undefined {
    if (event.type === 'vocabulary') {
      const { bytesRead, bytesTotal, tokens, distinct } = event
      return {
        label: 'counting words',
        ...(bytesTotal && { share: Math.min(1, bytesRead / bytesTotal) }),
        facts: [`${short(tokens)} words`, `${short(distinct)} distinct`, `${bytes(bytesRead)} read`],
      }
    }
    if (event.type === 'begin') return { label: 'training', share: 0, facts: [] }
    if (event.type !== 'step') return undefined
    this.take(event)
    const { loss, accuracy, wordsPerSecond, learningRate } = this.numbers
    return {
      label: 'training',
      share: event.progress,
      left: this.left(),
      facts: [
        `${short(wordsPerSecond)} words/s`,
        `loss ${loss.toFixed(3)}`,
        `accuracy ${Math.round(100 * accuracy)}%`,
        `rate ${rate(learningRate)}`,
      ],
    }
  }

  get numbers(): TrainingNumbers {
    const { loss, accuracy, learningRate, samples } = this
    const [from, to] = [samples[0], samples.at(-1)]
    const seconds = from && to ? (to.time - from.time) / 1000 : 0
    return { loss, accuracy, learningRate, wordsPerSecond: seconds > 0 ? (to!.words - from!.words) / seconds : 0 }
  }

  private take({ words, progress, learningRate, metrics }: Extract<RunEvent, { type: 'step' }>): void {
    const smooth = (before: number, value: number): number =>
      Number.isNaN(before) ? value : before + SMOOTHING * (value - before)
    this.loss = smooth(this.loss, metrics['metric/meanLoss']!)
    this.accuracy = smooth(this.accuracy, metrics['metric/accuracy']!)
    this.learningRate = learningRate
    const sample = { time: this.now(), words, progress }
    this.first ??= sample
    this.samples.push(sample)
    // At least two stay, however far apart: slow steps have a rate too.
    while (this.samples.length > 2 && sample.time - this.samples[1]!.time >= WINDOW_MILLISECONDS) this.samples.shift()
  }

  /** Seconds that are left at the mean pace so far, once there is one. */
  private left(): number | undefined {
    const [from, to] = [this.first!, this.samples.at(-1)!]
    const done = to.progress - from.progress
    return done > 0 ? ((to.time - from.time) / 1000) * ((1 - to.progress) / done) : undefined
  }
}
