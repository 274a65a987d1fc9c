import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { modelNames, representationWidth, trainingGraphs } from './graphs.js'

/** Numbers that are learned in the encoder. */
function encoderSize(input: ConfigurationInput): number {
  const shapes = [...modelNames(parseConfiguration(input))].filter(([name]) => name.startsWith('parameter/encoder.'))
  return shapes.reduce((sum, [, shape]) => sum + (shape as number[]).reduce((a, b) => a * b, 1), 0)
}

describe('the residual network', () => {
  // torchvision's numbers of parameters less those of its last layer, 1000 · (H + 1).
  it.each([
    [18, 11_689_512, 512],
    [34, 21_797_672, 512],
    [50, 25_557_032, 2048],
  ] as const)('of depth %i has as many numbers as torchvision has', (depth, all, width) => {
    const configuration = { depth, stem: 'imagenet', widthFactor: 1, size: 64 } as const
    expect(encoderSize(configuration)).toBe(all - 1000 * (width + 1))
    expect(representationWidth(parseConfiguration(configuration))).toBe(width)
  })

  // 0.27 and 0.46 million (He et al. 2016, table 6), with projections where the width changes.
  it.each([
    [20, 0.27e6],
    [32, 0.46e6],
  ] as const)('of depth %i has about as many as the paper says', (depth, expected) => {
    const size = encoderSize({ depth, widthFactor: 1 })
    expect(size / expected).toBeGreaterThan(0.98)
    expect(size / expected).toBeLessThan(1.03)
  })

  it('has a width of 1 at least', () => {
    expect(representationWidth(parseConfiguration({ depth: 8, widthFactor: 0.01 }))).toBe(1)
  })
})

describe('the graphs of training', () => {
  it('carry statistics of the encoder and the head, the momentum encoder, and the queue', () => {
    const carried = (input: ConfigurationInput) =>
      trainingGraphs(parseConfiguration({ depth: 8, widthFactor: 0.25, size: 8, batch: 4, ...input }))
        .stateSlots.map(({ name }) => name)
        .filter((name) => !name.endsWith('.velocity'))
    const statistics = carried({})
    expect(statistics).toContain('state/head.1.variance')
    expect(statistics.filter((name) => name.endsWith('.mean'))).toHaveLength(statistics.length / 2)
    expect(carried({ normalization: 'layer' })).toEqual([])
    const moco = carried({ method: 'moco', queue: 8, normalization: 'layer' })
    expect(moco.slice(-2)).toEqual(['state/queue.keys', 'state/queue.count'])
    expect(moco.slice(0, -2).every((name) => name.startsWith('state/key.'))).toBe(true)
    expect(moco).toContain('state/key.head.2.bias')
  })

  it('say what they are of', () => {
    const { metadata } = trainingGraphs(parseConfiguration({ size: 8, method: 'supcon', batch: 4 })).step()
    expect(metadata).toMatchObject({ package: '@infonce/simclr', model: 'supcon', loss: 'infonce' })
    expect(metadata.paper).toContain('Khosla')
    expect(JSON.parse(metadata.optimizer!)).toMatchObject({ name: 'momentum', momentum: 0.9 })
    expect(parseConfiguration(JSON.parse(metadata.configuration!) as ConfigurationInput).method).toBe('supcon')
  })
})
