import { parseConfiguration } from '@infonce/cpc'
import type { ProviderChoice } from '@infonce/runtime'
import { expect, it } from 'vitest'
import { TrainingStatus } from '../../training-status.js'
import { cpcView } from './training.js'

const begin = (rate: number | null, level: 'set' | 'series' = 'set') => ({
  ...({ type: 'begin', steps: 0, totalSteps: 1200, samplesOfStep: 16_000, partlyOnCpu: false } as const),
  configuration: parseConfiguration({ rate, level, gain: level === 'set' ? 8.7654 : 1 }),
  secondsOfStep: rate === null ? null : 2,
  series: { count: 2700, samples: 10_240_000 },
  choice: {} as ProviderChoice,
})

it('says what it trains on', () => {
  expect(cpcView.summary(begin(8000))).toBe('2,700 series, 21 min 20 s at 8000 Hz, gain 8.77; 1,200 steps')
  expect(cpcView.summary(begin(null))).toBe('2,700 series, 10.2M samples, gain 8.77; 1,200 steps')
  expect(cpcView.summary(begin(8000, 'series'))).toMatch(/ Hz, each at its own gain; 1,200 steps$/)
})

it.each([
  [8000, '48 s of sound/s'],
  [null, '384k samples/s'],
])('shows speed, loss, accuracy, and the bound of its ceiling, at a rate of %s', (rate, speed) => {
  let now = 0
  const status = new TrainingStatus(cpcView, () => now)
  status.after(begin(rate))
  const step = (progress: number) =>
    status.after({
      ...({ type: 'step', step: 1, progress, learningRate: 1e-3 } as const),
      metrics: { loss: 2.5, 'metric/accuracy': 0.321, 'metric/bound': 2.0747, 'metric/ceiling': 4.5747 },
    })
  step(0)
  now = 5000
  expect(step(0.1)!.facts).toEqual([speed, 'loss 2.500', 'accuracy 32%', 'bound 2.07 of 4.57', 'rate 0.0010'])
})

it('shows slow speeds with a digit behind the point', () => {
  expect(cpcView.speed(0.44, begin(8000))).toBe('0.4 s of sound/s')
})
