import { evaluate, input, inputsOf, ShapeError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { parseConfiguration } from '../configuration.js'
import { type AugmentationCase, augmentationCases, feedsOf, plainViews } from './augment.fixture.js'
import { augment } from './augment.js'
import { augmentationSuite, largestDifference } from './on-runtime.fixture.js'

augmentationSuite('cpu')

const graphOf = ({ settings, changes }: AugmentationCase) => {
  const pictures = input('pictures', 'float32', ['N', settings.channels, settings.size, settings.size])
  return { pictures, ...augment(pictures, settings, changes.length) }
}

describe('augment', () => {
  it.each(augmentationCases)('gives the views of plain loops in the reference: $name', (sample) => {
    const { views } = graphOf(sample)
    const { shape, data } = evaluate(views, feedsOf(sample))
    const { size, channels } = sample.settings
    expect(shape).toEqual([sample.changes.length * sample.pictures.length, channels, size, size])
    expect(largestDifference(data, plainViews(sample))).toBeLessThan(1e-9)
  })

  it.each(augmentationCases)('has the inputs that it reads: $name', (sample) => {
    const { pictures, views, inputs } = graphOf(sample)
    expect(new Set([pictures, ...inputs])).toEqual(new Set(inputsOf([views])))
  })

  it('leaves a picture exactly as it is where the crop is all of it and nothing else happens', () => {
    const sample = augmentationCases[0]!
    const { size } = sample.settings
    const colour = { brightness: 1, contrast: 1, saturation: 1, hue: 0, grey: false }
    const change = { crop: [0, 0, size, size] as const, flipped: false, blur: 0, colour }
    const changes = [sample.pictures.map(() => change)]
    const { views } = graphOf({ ...sample, changes })
    expect(
      largestDifference(evaluate(views, feedsOf({ ...sample, changes })).data, sample.pictures.flat(3)),
    ).toBeLessThan(1e-15)
  })

  it('has nothing of the parts that are left out', () => {
    const names = (sample: AugmentationCase) =>
      inputsOf([graphOf(sample).views]).map(({ attributes }) => attributes.name)
    const of = (name: string) => names(augmentationCases.find((sample) => sample.name === name)!)
    expect(of('nothing')).toEqual(['pictures'])
    expect(of('flips alone').sort()).toEqual(['batch/flip', 'pictures'])
    expect(of('blur alone').sort()).toEqual(['batch/blur', 'pictures'])
    expect(of('greyscale alone').sort()).toEqual(['batch/colour', 'pictures'])
    expect(of('jitter alone').sort()).toEqual(['batch/colour', 'batch/contrast', 'pictures'])
    expect(of('the defaults').sort()).toEqual([
      'batch/colour',
      'batch/contrast',
      'batch/crop',
      'batch/flip',
      'pictures',
    ])
  })

  it('refuses pictures of another form than the configuration says', () => {
    const settings = parseConfiguration({ size: 8 })
    for (const shape of [
      ['N', 3, 8, 9],
      ['N', 1, 8, 8],
      [3, 8, 8],
    ])
      expect(() => augment(input('pictures', 'float32', shape), settings)).toThrow(ShapeError)
  })
})
