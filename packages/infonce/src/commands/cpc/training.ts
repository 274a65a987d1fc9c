// How the training of CPC is watched.
import { type CpcTypes, cpc } from '@infonce/cpc'
import { type BeginEvent, trainInThread } from '@infonce/runtime'
import { count, duration, short } from '../../numbers.js'
import type { TrainingView } from '../../training-view.js'
import type { WatchedModel } from '../../watch-training.js'

export const cpcView: TrainingView<BeginEvent<CpcTypes>> = {
  summary: ({ series, configuration: { rate, gain, level }, totalSteps }) => {
    const much = rate === null ? `${short(series.samples)} samples` : `${duration(series.samples / rate)} at ${rate} Hz`
    const scaled = level === 'series' && gain === 1 ? 'each at its own gain' : `gain ${gain!.toPrecision(3)}`
    return `${count(series.count)} series, ${much}, ${scaled}; ${count(totalSteps)} steps`
  },
  work: ({ totalSteps, secondsOfStep, samplesOfStep }) => totalSteps * (secondsOfStep ?? samplesOfStep),
  speed: (perSecond, { secondsOfStep }) =>
    secondsOfStep === null ? `${short(perSecond)} samples/s` : `${seconds(perSecond)} of sound/s`,
  // Means over the steps that are predicted, in nats, and how often a positive beats all its negatives.
  numbers: [
    { outputs: ['loss'], text: (loss) => `loss ${loss.toFixed(3)}` },
    { outputs: ['metric/accuracy'], text: (accuracy) => `accuracy ${Math.round(100 * accuracy)}%` },
    {
      outputs: ['metric/bound', 'metric/ceiling'],
      text: (bound, ceiling) => `bound ${bound.toFixed(2)} of ${ceiling.toFixed(2)}`,
    },
  ],
}

const seconds = (value: number): string => `${value < 9.95 ? value.toFixed(1) : short(value)} s`

export const watchedCpc: WatchedModel<CpcTypes> = {
  train: (options) => trainInThread(cpc, options),
  view: cpcView,
  reading: 'reading the series',
}
