import { ConfigurationError } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'

const refusal = (input: ConfigurationInput): string => {
  try {
    parseConfiguration(input)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError)
    return (error as Error).message
  }
  throw new Error('nothing was refused')
}

describe('parseConfiguration', () => {
  it('fills in defaults that fit each other', () => {
    const configuration = parseConfiguration()
    expect(configuration).toMatchObject({ rate: 8000, strides: [5, 4, 2, 2], steps: 8, scope: 'batch', epochs: 20 })
    expect(parseConfiguration(configuration)).toEqual(configuration)
  })

  it.each<[ConfigurationInput, string]>([
    [{ gain: 1e13 }, 'gain: expected a number above 0, up to 1e12, or null, found 10000000000000'],
    [{ gain: 0 }, 'gain: expected a number above 0, up to 1e12, or null, found 0'],
    [{ temperature: 1e-40 }, 'temperature: expected a number from 1e-6 to 1e6, found 1e-40'],
    [{ warmUp: 1 }, 'warmUp: expected a share from 0 and below 1, found 1'],
    [{ kernels: [10, 8] }, 'kernels: expected 4 entries, as many as widths has'],
    [{ steps: 40 }, 'steps: expected fewer than the 40 frames of a window, found 40'],
    [{ scope: 'speaker', speakerWindows: 5 }, 'speakerWindows: expected a divisor of the batch of 32, found 5'],
    [
      { scope: 'mixed', speakerWindows: 1, ownSequence: false },
      'speakerWindows: expected 2 or more, as own sequences give no negatives, found 1',
    ],
    [{ scope: 'mixed', negatives: 1 }, 'negatives: expected 2 or more, half of them of the same speaker, found 1'],
    [
      { scope: 'sequence', ownSequence: false },
      "ownSequence: expected true: the scope 'sequence' has no other sequences",
    ],
    [{ batch: 1, ownSequence: false }, 'batch: expected 2 or more, as own sequences give no negatives, found 1'],
  ])('refuses %o', (input, message) => {
    expect(refusal(input)).toContain(message)
  })
})
