import type { RunEvent } from '@infonce/word2vec'
import { describe, expect, it } from 'vitest'
import { TrainingStatus } from './training-status.js'

const step = (words: number, progress: number, loss: number, accuracy: number): RunEvent => ({
  type: 'step',
  step: 1,
  progress,
  learningRate: 0.025 * (1 - progress),
  metrics: { loss: 1e4, 'metric/meanLoss': loss, 'metric/accuracy': accuracy },
  words,
})

describe('TrainingStatus', () => {
  it('tells the rate of the last seconds, running means, and the time left at the pace so far', () => {
    let now = 0
    const status = new TrainingStatus(() => now)
    expect(status.after(step(500, 0.5, 4, 0.1))).toMatchObject({ share: 0.5, left: undefined })
    now = 4000
    status.after(step(4500, 0.54, 4, 0.1))
    now = 10_000
    const shown = status.after(step(100_500, 0.6, 2, 0.3))!
    // From 4 to 10 s: 96,000 words in 6 s. From 0.5 to 0.6 took 10 s, so 0.4 more take 40.
    expect(status.numbers).toEqual({
      loss: 3.8,
      accuracy: expect.closeTo(0.12),
      learningRate: expect.closeTo(0.01),
      wordsPerSecond: 16_000,
    })
    expect(shown.left).toBeCloseTo(40)
    expect(shown.facts).toEqual(['16.0k words/s', 'loss 3.800', 'accuracy 12%', 'rate 0.010'])
  })

  it('follows the counting of words, with or without a known size', () => {
    const status = new TrainingStatus(() => 0)
    const event = { type: 'vocabulary', bytesRead: 250, tokens: 50, lines: 3, distinct: 20 } as const
    expect(status.after({ ...event, bytesTotal: 1000 })).toMatchObject({ label: 'counting words', share: 0.25 })
    expect(status.after({ ...event, bytesTotal: undefined })).not.toHaveProperty('share')
  })

  it('has nothing to show of checkpoints', () => {
    expect(new TrainingStatus().after({ type: 'checkpoint', step: 1, path: 'x' })).toBeUndefined()
  })
})
