import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from './errors.js'
import { fieldsOf, listOf, numberWhere, ofOneLength, oneOf, parseSettings, truth, whole } from './settings.js'

const encoder = fieldsOf({
  kernels: listOf(whole(1, 64), 1, 4).default([4, 4]),
  strides: listOf(whole(1)).default([2, 2]),
})
const schema = fieldsOf({
  dim: whole(1, 256).default(64),
  rate: numberWhere('a number above 0', (value) => value > 0).default(0.5),
  kind: oneOf(['gru', 'convolution']).default('gru'),
  standardize: truth().default(true),
  steps: listOf(whole(1)).default([1]),
  encoder: ofOneLength(encoder, 'kernels', 'strides').prefault({}),
})

function problemsOf(input: unknown): ConfigurationError {
  try {
    parseSettings(schema, input)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('parseSettings', () => {
  it('fills in defaults, in objects inside too', () => {
    expect(parseSettings(schema, { dim: 3, encoder: { kernels: [7, 8] } })).toEqual({
      dim: 3,
      rate: 0.5,
      kind: 'gru',
      standardize: true,
      steps: [1],
      encoder: { kernels: [7, 8], strides: [2, 2] },
    })
    expect(parseSettings(schema, { dim: undefined }).dim).toBe(64)
  })

  it.each([
    [{ dim: 257 }, 'dim: expected a whole number from 1 to 256, found 257'],
    [{ dim: 1.5 }, 'dim: expected a whole number from 1 to 256, found 1.5'],
    [{ dim: '3' }, "dim: expected a whole number from 1 to 256, found '3'"],
    [{ rate: Number.NaN }, 'rate: expected a number above 0, found NaN'],
    [{ rate: Number.POSITIVE_INFINITY }, 'rate: expected a number above 0, found Infinity'],
    [{ kind: 'lstm' }, "kind: expected one of gru, convolution, found 'lstm'"],
    [{ standardize: 1 }, 'standardize: expected true or false, found 1'],
    [{ encoder: null }, 'encoder: expected an object of settings, found null'],
    [{ encoder: { kernels: 5 } }, 'encoder.kernels: expected a list of 1 to 4 entries, found 5'],
    [
      { encoder: { kernels: [1, 2, 3, 4, 5], strides: [1, 1, 1, 1, 1] } },
      'kernels: expected a list of 1 to 4 entries, found [1, 2, 3, 4, 5]',
    ],
    [{ steps: [] }, 'steps: expected a list of 1 or more entries, found []'],
    [{ encoder: { strides: [2, 0.5] } }, 'encoder.strides.1: expected a whole number from 1 up, found 0.5'],
    [
      { encoder: { strides: [2, 2, 2] } },
      'encoder.strides: expected 2 entries, as many as kernels has, found [2, 2, 2]',
    ],
    [{ encoder: { stride: 2 } }, 'encoder.stride: expected one of the fields kernels, strides, found 2'],
    [{ width: {} }, 'width: expected one of the fields dim, rate, kind, standardize, steps, encoder, found an object'],
    [7, 'configuration: expected an object of settings, found 7'],
  ])('says what is wrong with %j', (input, message) => {
    expect(problemsOf(input).message.endsWith(message)).toBe(true)
    expect(problemsOf(input).problems).toHaveLength(1)
  })

  it('names every wrong field', () => {
    const error = problemsOf({ dim: 0, encoder: { kernels: [65, 1, -2], depth: 3 }, color: 'red' })
    expect(error).toBeInstanceOf(ValueError)
    expect(error.problems.map(({ field, found }) => [field, found])).toEqual([
      ['dim', 0],
      ['encoder.kernels.0', 65],
      ['encoder.kernels.2', -2],
      ['encoder.depth', 3],
      // The default, which is too short for these.
      ['encoder.strides', [2, 2]],
      ['color', 'red'],
    ])
  })
})
