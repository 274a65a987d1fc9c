// What the events of a run say, as a status to watch: smoothed, with rates.
import type { Status } from './progress.js'
import type { BeginEvent, RunEvent, TrainingView } from './training-view.js'

/** Weight of a new number in its running mean. */
const SMOOTHING = 0.1
const WINDOW_MILLISECONDS = 5000

interface Sample {
  readonly time: number
  readonly progress: number
}

/** At most six characters of a learning rate. */
const rate = (value: number): string => (value < 1e-3 ? value.toExponential(1) : value.toPrecision(2))

/** Follows the events of one process's share of a run. */
export class TrainingStatus<Begin extends BeginEvent> {
  private samples: Sample[] = []
  private first: Sample | undefined
  private begin: Begin | undefined
  /** For each of the numbers that are shown, of its outputs. */
  private means: readonly (readonly number[])[] | undefined

  constructor(
    private readonly view: TrainingView<Begin>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The status after an event, or `undefined` where it changes nothing worth showing. */
  after(event: RunEvent<Begin, unknown>): Status | undefined {
    if (event.type === 'begin') {
      this.begin = event
      return { label: 'training', share: 0, facts: [] }
    }
    if (event.type !== 'step') return undefined
    const { progress, learningRate, metrics } = event
    this.take({ time: this.now(), progress })
    const { speed, numbers, facts } = this.view
    const found = numbers.map(({ outputs }) => outputs.map((output) => metrics[output]!))
    const means =
      this.means?.map((group, i) => group.map((before, j) => before + SMOOTHING * (found[i]![j]! - before))) ?? found
    this.means = means
    const texts = numbers.map(({ text }, i) => text(...means[i]!))
    return {
      label: 'training',
      share: progress,
      left: this.left(),
      facts: [
        speed(this.workPerSecond, this.begin!),
        ...(facts?.(progress, this.begin!) ?? []),
        ...texts,
        `rate ${rate(learningRate)}`,
      ],
    }
  }

  /** Over the last seconds. */
  private get workPerSecond(): number {
    const [from, to] = [this.samples[0]!, this.samples.at(-1)!]
    const seconds = (to.time - from.time) / 1000
    return seconds > 0 ? (this.view.work(this.begin!) * (to.progress - from.progress)) / seconds : 0
  }

  private take(sample: Sample): void {
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
