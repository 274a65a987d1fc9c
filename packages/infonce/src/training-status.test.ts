import type { ProviderChoice } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { TrainingStatus } from './training-status.js'
import type { BeginEvent, RunEvent, TrainingView } from './training-view.js'

interface Begin extends BeginEvent {
  readonly seconds: number
}
const view: TrainingView<Begin> = {
  summary: () => 'sounds',
  work: ({ seconds }) => seconds,
  speed: (secondsPerSecond) => `${secondsPerSecond.toFixed(1)} s/s`,
  numbers: [
    { outputs: ['loss'], text: (loss) => `loss ${loss.toFixed(2)}` },
    { outputs: ['metric/accuracy'], text: (accuracy) => `accuracy ${accuracy.toFixed(2)}` },
  ],
}

const begin: Begin = { type: 'begin', steps: 0, seconds: 2000, choice: {} as ProviderChoice, partlyOnCpu: false }
const step = (progress: number, loss: number, accuracy: number): RunEvent<Begin, unknown> => ({
  type: 'step',
  step: 1,
  progress,
  learningRate: 0.025 * (1 - progress),
  metrics: { loss, 'metric/accuracy': accuracy, 'metric/other': 7 },
})

describe('TrainingStatus', () => {
  it('tells the speed of the last seconds, running means, and the time left at the pace so far', () => {
    let now = 0
    const status = new TrainingStatus(view, () => now)
    expect(status.after(begin)).toEqual({ label: 'training', share: 0, facts: [] })
    expect(status.after(step(0.5, 4, 0.1))).toEqual({
      label: 'training',
      share: 0.5,
      left: undefined,
      facts: ['0.0 s/s', 'loss 4.00', 'accuracy 0.10', 'rate 0.013'],
    })
    now = 4000
    status.after(step(0.54, 4, 0.1))
    now = 10_000
    const shown = status.after(step(0.6, 2, 0.3))!
    // From 4 to 10 s: 6 % of 2,000 in 6 s. From 0.5 to 0.6 took 10 s, so 0.4 more take 40.
    expect(shown.left).toBeCloseTo(40)
    expect(shown.facts).toEqual(['20.0 s/s', 'loss 3.80', 'accuracy 0.12', 'rate 0.010'])
  })

  it('has nothing to show of checkpoints', () => {
    expect(new TrainingStatus(view).after({ type: 'checkpoint', step: 1, path: 'x' })).toBeUndefined()
  })
})
