import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { ConfigurationError } from './errors.js'

const problemsOf = (input: unknown) => {
  try {
    parseConfiguration(input as ConfigurationInput)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('parseConfiguration', () => {
  it('fills in defaults, of undefined fields too', () => {
    expect(parseConfiguration({ dim: 7, window: undefined })).toEqual({
      dim: 7,
      window: 5,
      negatives: 5,
      sample: 1e-3,
      minCount: 5,
      epochs: 5,
      seed: 1,
      learningRate: 0.025,
      loss: 'negative-sampling',
      logPartition: 'fixed',
      noisePower: 0.75,
    })
  })

  it.each([
    [{ dim: 0 }, 'dim: expected a whole number from 1 to 65536, found 0'],
    [{ dim: 2.5 }, 'dim: expected a whole number from 1 to 65536, found 2.5'],
    [{ window: Number.NaN }, 'window: expected a whole number from 1 to 1000, found NaN'],
    [{ learningRate: Number.NaN }, 'learningRate: expected a number above 0, up to 1000, found NaN'],
    [{ learningRate: Number.POSITIVE_INFINITY }, 'learningRate: expected a number above 0, up to 1000, found Infinity'],
    [{ sample: -1 }, 'sample: expected a number from 0 up, found -1'],
    [{ seed: '3' }, "seed: expected a whole number from 0 up, found '3'"],
    [
      { loss: 'hinge' },
      "loss: expected one of nce, negative-sampling, sampled-softmax, infonce, softmax, found 'hinge'",
    ],
  ])('says what is wrong with %j', (input, message) => {
    expect(problemsOf(input).message).toBe(message)
  })

  it('names every wrong field, and unknown ones', () => {
    const { problems } = problemsOf({ dim: -1, epochs: 0, widow: 5 })
    expect(problems.map(({ field, found }) => [field, found])).toEqual([
      ['dim', -1],
      ['epochs', 0],
      ['widow', 5],
    ])
  })
})
