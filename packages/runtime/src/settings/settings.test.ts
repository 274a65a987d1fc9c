import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../errors.js'
import type { ConfigurationOf, Settings } from './setting.js'
import { choicesOf, idleSettings, parseSettings } from './settings.js'

const layers = { type: 'list', of: { type: 'integer', min: 1, max: 64 }, default: [4, 4], about: 'layers' } as const
const fields = {
  dim: { type: 'integer', min: 1, max: 256, default: 64, about: 'length' },
  rate: { type: 'number', above: 0, default: 0.5, about: 'rate' },
  decay: { type: 'number', noun: 'share', min: 0, below: 1, default: 0, about: 'decay' },
  hz: {
    type: 'number',
    noun: 'number of Hz',
    above: 0,
    max: 9e4,
    nullable: true,
    default: null,
    about: 'samples a second',
  },
  kind: { type: 'choice', of: ['gru', 'convolution'], default: 'gru', about: 'kind' },
  channels: { type: 'choice', of: [1, 3], default: 3, about: 'channels' },
  standardize: { type: 'boolean', default: true, about: 'whether' },
  label: { type: 'string', default: 'class', about: 'label' },
  crop: { type: 'range', noun: 'shares', max: 1, default: [0.2, 1], about: 'crop' },
  kernels: layers,
  strides: { ...layers, sameLengthAs: 'kernels', when: { kind: ['convolution'] } },
  level: {
    type: 'object',
    fields: { mean: { type: 'number' }, deviation: { type: 'number', above: 0 } },
    nullable: true,
    default: null,
    about: 'level',
  },
} as const
const settings: Settings<ConfigurationOf<typeof fields>> = {
  fields,
  check({ dim, rate }, require) {
    require(dim * rate < 100, 'rate', `a rate with which ${dim} is below 100`)
  },
}
const defaults = Object.fromEntries(Object.entries(fields).map(([name, { default: value }]) => [name, value]))

function problemsOf(input: unknown): ConfigurationError {
  try {
    parseSettings(settings, input)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('parseSettings', () => {
  it('fills in defaults', () => {
    const level = { mean: 1, deviation: 2 }
    expect(parseSettings(settings, { dim: 3, rate: undefined, level })).toEqual({ ...defaults, dim: 3, level })
    expect(parseSettings(settings)).toEqual(defaults)
    expect(parseSettings(settings, { ...defaults })).toEqual(defaults)
  })

  it('gives lists of its own', () => {
    const kernels = [1, 2]
    expect(parseSettings(settings, { kernels }).kernels).not.toBe(kernels)
  })

  it.each([
    [{ dim: 257 }, 'dim: expected a whole number from 1 to 256, found 257'],
    [{ dim: 1.5 }, 'dim: expected a whole number from 1 to 256, found 1.5'],
    [{ dim: '3' }, "dim: expected a whole number from 1 to 256, found '3'"],
    [{ dim: null }, 'dim: expected a whole number from 1 to 256, found null'],
    [{ rate: Number.NaN }, 'rate: expected a number above 0, found NaN'],
    [{ rate: Number.POSITIVE_INFINITY }, 'rate: expected a number above 0, found Infinity'],
    [{ decay: 1 }, 'decay: expected a share from 0 and below 1, found 1'],
    [{ hz: 0 }, 'hz: expected a number of Hz above 0, up to 90000, or null, found 0'],
    [{ kind: 'lstm' }, "kind: expected one of gru, convolution, found 'lstm'"],
    [{ channels: 2 }, 'channels: expected one of 1, 3, found 2'],
    [{ standardize: 1 }, 'standardize: expected true or false, found 1'],
    [{ label: '' }, "label: expected a text, found ''"],
    [{ crop: [1, 0.2] }, 'crop: expected two shares, from and to, above 0 and up to 1, found [1, 0.2]'],
    [{ crop: [0.2] }, 'crop: expected two shares, from and to, above 0 and up to 1, found [0.2]'],
    [{ kernels: 5 }, 'kernels: expected a list of 1 or more entries, each a whole number from 1 to 64, found 5'],
    [{ kernels: [] }, 'kernels: expected a list of 1 or more entries, each a whole number from 1 to 64, found []'],
    [{ strides: [2, 0.5] }, 'strides.1: expected a whole number from 1 to 64, found 0.5'],
    [{ strides: [2, 2, 2] }, 'strides: expected 2 entries, as many as kernels has, found [2, 2, 2]'],
    [{ level: 3 }, 'level: expected an object of mean and deviation, or null, found 3'],
    [{ level: { mean: 1, deviation: 0 } }, 'level.deviation: expected a number above 0, found 0'],
    [{ level: { mean: 1, deviation: 1, x: 2 } }, 'level.x: expected one of the fields mean, deviation, found 2'],
    [{ width: {} }, `width: expected one of the fields ${Object.keys(fields).join(', ')}, found an object`],
    [{ dim: 200 }, 'rate: expected a rate with which 200 is below 100, found 0.5'],
    [7, 'configuration: expected an object of settings, found 7'],
    [[], 'configuration: expected an object of settings, found []'],
  ])('says what is wrong with %j', (input, message) => {
    expect(problemsOf(input).message).toBe(message)
    expect(problemsOf(input).problems).toHaveLength(1)
  })

  it('names every wrong field', () => {
    const error = problemsOf({ dim: 0, kernels: [65, 1, -2], depth: 3, color: 'red' })
    expect(error).toBeInstanceOf(ValueError)
    expect(error.problems.map(({ field, found }) => [field, found])).toEqual([
      ['dim', 0],
      ['kernels.0', 65],
      ['kernels.2', -2],
      ['depth', 3],
      ['color', 'red'],
      // The default, which is too short for these.
      ['strides', [4, 4]],
    ])
  })
})

it('knows what does nothing, and what can be chosen', () => {
  const configuration = parseSettings(settings)
  expect(idleSettings(settings, configuration, ['dim', 'strides'])).toEqual([
    { field: 'strides', on: 'kind', value: 'gru' },
  ])
  expect(idleSettings(settings, parseSettings(settings, { kind: 'convolution' }), ['strides'])).toEqual([])
  expect(choicesOf(settings, 'channels')).toEqual([1, 3])
  expect(choicesOf(settings, 'dim')).toEqual([])
})
