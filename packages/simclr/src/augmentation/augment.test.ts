import { evaluate, input, inputsOf, ShapeError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { parseConfiguration } from '../configuration.js'
import { type AugmentationCase, augmentationCases, feedsOf, plainViews } from './augment.fixture.js'
import { augment } from './augment.js'
import { augmentationSuite, largestDifference } from './on-runtime.fixture.js'

augmentationSuite('cpu')

const graphOf = ({ settings, changes }: AugmentationCase) => {
  const images = input('images', 'float32', ['N', settings.channels, settings.size, settings.size])
  return { images, ...augment(images, settings, changes.length) }
}

describe('augment', () => {
  it.each(augmentationCases)('gives the views of plain loops in the reference: $name', (sample) => {
    const { views } = graphOf(sample)
    const { shape, data } = evaluate(views, feedsOf(sample))
    const { size, channels } = sample.settings
    expect(shape).toEqual([sample.changes.length * sample.images.length, channels, size, size])
    expect(largestDifference(data, plainViews(sample))).toBeLessThan(1e-9)
  })

  it.each(augmentationCases)('has the inputs that it reads: $name', (sample) => {
    const { images, views, inputs } = graphOf(sample)
    expect(new Set([images, ...inputs])).toEqual(new Set(inputsOf([views])))
  })

  it('leaves an image exactly as it is where the crop is all of it and nothing else happens', () => {
    const sample = augmentationCases[0]!
    const { size } = sample.settings
    const color = { brightness: 1, contrast: 1, saturation: 1, hue: 0, gray: false }
    const change = { crop: [0, 0, size, size] as const, flipped: false, blur: 0, color }
    const changes = [sample.images.map(() => change)]
    const { views } = graphOf({ ...sample, changes })
    expect(
      largestDifference(evaluate(views, feedsOf({ ...sample, changes })).data, sample.images.flat(3)),
    ).toBeLessThan(1e-15)
  })

  it('has nothing of the parts that are left out', () => {
    const names = (sample: AugmentationCase) =>
      inputsOf([graphOf(sample).views]).map(({ attributes }) => attributes.name)
    const of = (name: string) => names(augmentationCases.find((sample) => sample.name === name)!)
    expect(of('nothing')).toEqual(['images'])
    expect(of('flips alone').sort()).toEqual(['batch/flip', 'images'])
    expect(of('blur alone').sort()).toEqual(['batch/blur', 'images'])
    expect(of('grayscale alone').sort()).toEqual(['batch/color', 'images'])
    expect(of('jitter alone').sort()).toEqual(['batch/color', 'batch/contrast', 'images'])
    expect(of('the defaults').sort()).toEqual(['batch/color', 'batch/contrast', 'batch/crop', 'batch/flip', 'images'])
  })

  it('refuses images of another form than the configuration says', () => {
    const settings = parseConfiguration({ size: 8 })
    for (const shape of [
      ['N', 3, 8, 9],
      ['N', 1, 8, 8],
      [3, 8, 8],
    ])
      expect(() => augment(input('images', 'float32', shape), settings)).toThrow(ShapeError)
  })
})
