import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planBlocks } from './block-plan.js'
import { type ConfigurationInput, losses, parseConfiguration } from './configuration.js'
import { Vocabulary } from './vocabulary.js'

const vocabularyOf = (counts: readonly number[]) =>
  new Vocabulary(
    counts.map((_, id) => `w${id}`),
    counts,
  )
const uniform = (size: number) => vocabularyOf(new Array(size).fill(10))

describe('planBlocks', () => {
  it('makes the largest steps for a large vocabulary, the smallest for a tiny one', () => {
    const plan = (size: number) => planBlocks(uniform(size), parseConfiguration({ sample: 0 }))
    expect(plan(100_000)).toEqual({ anchors: 32, noise: 32, blocks: 32 })
    expect(plan(2)).toEqual({ anchors: 2, noise: 64, blocks: 1 })
  })

  it('draws noise enough for a step, however few blocks it has, and no more for large steps of small blocks', () => {
    const plan = (size: number, input: ConfigurationInput) => planBlocks(uniform(size), parseConfiguration(input))
    for (let size = 2; size < 3000; size = Math.ceil(1.5 * size)) {
      const { noise, blocks } = plan(size, { sample: 0 })
      expect(noise * blocks).toBeGreaterThanOrEqual(64)
    }
    expect(plan(100_000, { loss: 'sampled-softmax', sample: 0 }).noise).toBe(8)
  })

  it('draws no noise for the full softmax', () => {
    for (const loss of losses)
      expect(planBlocks(uniform(5000), parseConfiguration({ loss })).noise > 0).toBe(loss !== 'softmax')
  })

  it('is of whole, bounded sizes that do not grow with the learning rate or with one word that grows', () => {
    const rates = fc.double({ min: 1e-6, max: 1000, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100000 }), { minLength: 2, maxLength: 60 }),
        rates,
        (counts, learningRate) => {
          const words = (factor: number, most = 0) => {
            const vocabulary = vocabularyOf([...counts, Math.max(...counts) + most])
            const plan = planBlocks(vocabulary, parseConfiguration({ sample: 0, learningRate: learningRate / factor }))
            for (const size of Object.values(plan)) expect(Number.isInteger(size)).toBe(true)
            expect(plan.anchors).toBeGreaterThanOrEqual(2)
            expect(plan.anchors).toBeLessThanOrEqual(32)
            expect(plan.blocks).toBeGreaterThanOrEqual(1)
            expect(plan.anchors * plan.blocks).toBeLessThanOrEqual(1024)
            return plan.anchors * plan.blocks
          }
          // Blocks are whole, so that half of a step may be lost.
          expect(words(4)).toBeGreaterThanOrEqual(words(1) / 2)
          expect(words(1, 10_000_000)).toBeLessThanOrEqual(2 * words(1))
        },
      ),
    )
  })
})
