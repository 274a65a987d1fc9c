import { ConfigurationError } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import { optimizerOf, scheduleOf } from './optimizer-of.js'
import { openDrawings } from './testing/open-drawings.js'

const refusal = (input: unknown): ConfigurationError => {
  try {
    parseConfiguration(input as ConfigurationInput)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError)
    return error as ConfigurationError
  }
  throw new Error(`${JSON.stringify(input)} was not refused`)
}

describe('parseConfiguration', () => {
  it('fills in defaults that fit each other', () => {
    const configuration = parseConfiguration()
    expect(configuration).toMatchObject({ size: 32, depth: 10, method: 'simclr', temperature: 0.5, batch: 256 })
    expect(parseConfiguration(configuration)).toEqual(configuration)
    expect(parseConfiguration({ normalization: 'group' }).groups).toBe(8)
    expect(parseConfiguration({ method: 'moco', objective: 'decoupled' }).queue).toBe(4096)
  })

  it('takes size and channels of the images, unless they are given', () => {
    const set = openDrawings({ images: 2, size: 16 })
    expect(configurationFor(set)).toMatchObject({ size: 16, channels: 3 })
    expect(configurationFor(set, { size: 20, channels: 1 })).toMatchObject({ size: 20, channels: 1 })
  })

  it.each<[string, unknown]>([
    ['size', 3],
    ['channels', 2],
    ['network', 'vgg'],
    ['stem', 'resnet'],
    ['depth', 11],
    ['widthFactor', 0],
    ['normalization', 'instance'],
    ['groups', 0],
    ['headLayers', 4],
    ['headWidth', 1.5],
    ['embedding', 1],
    ['method', 'byol'],
    ['objective', 'nce'],
    ['temperature', 0],
    ['temperature', Number.NaN],
    ['queue', 0],
    ['keyMomentum', 1],
    ['batchKeys', 'yes'],
    ['label', ''],
    ['crop', [0, 1]],
    ['crop', [0.8, 0.2]],
    ['crop', [0.2, 1.1]],
    ['crop', 0.5],
    ['flip', 1.5],
    ['jitter', -1],
    ['jitterProbability', 2],
    ['grayscale', -0.1],
    ['blur', 7],
    ['blurWidth', [0, 2]],
    ['blurWidth', [3, 2]],
    ['batch', 1],
    ['chunk', 1],
    ['epochs', 0],
    ['optimizer', 'adam'],
    ['learningRate', 0],
    ['scaling', 'cubic'],
    ['momentum', 1],
    ['weightDecay', -1],
    ['warmUp', 1],
    ['seed', -1],
    ['level', { mean: [0, 0, 0], deviation: [1, 0, 1] }],
    ['color', 'red'],
  ])('names %s, found %j', (field, value) => {
    expect(refusal({ [field]: value }).message).toContain(field)
  })

  it.each<[ConfigurationInput, string]>([
    [{ level: { mean: [0], deviation: [1] } }, 'level: expected a mean and a deviation for each of 3 channels'],
    [{ batch: 10, chunk: 4 }, 'chunk: expected a divisor of the batch of 10, found 4'],
    [{ method: 'moco', chunk: 64 }, "chunk: expected null: the method 'moco' needs no large batches, found 64"],
    [{ method: 'moco', queue: 100 }, 'queue: expected at least the 256 keys of a batch, found 100'],
    [{ method: 'supcon', objective: 'decoupled' }, "objective: expected another than 'decoupled' for 'supcon'"],
    [{ views: 3, objective: 'decoupled' }, "objective: expected another than 'decoupled' for more than two views"],
    [{ method: 'moco', views: 4 }, "views: expected 2 for 'moco': a query and its key, found 4"],
    [{ views: 1 }, 'views: expected a whole number from 2 to 64, found 1'],
    [
      { normalization: 'group', depth: 8, widthFactor: 0.25 },
      'groups: expected a divisor of the channels of every layer, 4, 8, 16, found 8',
    ],
    [
      { normalization: 'group', network: 'convolutional', widthFactor: 0.05 },
      'groups: expected a divisor of the channels of every layer, 3, 6, 13, 26, found 8',
    ],
  ])('refuses %o', (input, message) => {
    expect(refusal(input).message).toContain(message)
  })

  it('names every wrong field at once', () => {
    const { message } = refusal({ flip: 2, depth: 9 })
    expect(message).toContain('flip')
    expect(message).toContain('depth')
  })
})

describe('the learning rate', () => {
  it.each([
    ['none', 0.4],
    ['linear', 0.1],
    ['root', 0.2],
  ] as const)('grows with the batch: %s', (scaling, highest) => {
    const configuration = parseConfiguration({ scaling, learningRate: 0.4, batch: 64, warmUp: 0.2 })
    const rate = scheduleOf(configuration)
    expect(rate(0)).toBe(0)
    expect(rate(0.1)).toBeCloseTo(highest / 2, 12)
    expect(rate(0.2)).toBeCloseTo(highest, 12)
    expect(rate(0.6)).toBeCloseTo(highest / 2, 12)
    expect(rate(1)).toBeCloseTo(0, 12)
  })

  it('is of the optimizer that is asked for, with its settings', () => {
    const of = (optimizer: 'sgd' | 'lars' | 'adamw') => {
      const { name, options } = optimizerOf(parseConfiguration({ optimizer, momentum: 0.7, weightDecay: 0.01 }))
      return { name, ...options }
    }
    expect(of('sgd')).toMatchObject({ name: 'momentum', momentum: 0.7, weightDecay: 0.01 })
    expect(of('lars')).toMatchObject({ name: 'lars', momentum: 0.7, weightDecay: 0.01 })
    expect(of('adamw')).toMatchObject({ name: 'adamw', weightDecay: 0.01 })
  })
})
