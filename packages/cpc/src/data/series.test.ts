// Series in memory, and choices of them.
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { SeriesError } from '../errors.js'
import { selectSeries, seriesInMemory } from './series.js'

const a = { name: 'a', samples: Float32Array.of(1, 2, 3, 4), labels: { index: '0' } }
const b = { name: 'b', samples: Float32Array.of(5, 6), labels: { index: '7' } }

describe('seriesInMemory', () => {
  it('is a set of what it was given', async () => {
    const set = seriesInMemory({
      series: [a, b, { name: 'c', samples: Float32Array.of(0, 0) }],
      channels: 2,
      rate: 100,
    })
    expect(set).toMatchObject({
      channels: 2,
      rate: 100,
      series: [
        { name: 'a', length: 2, labels: { index: '0' } },
        { name: 'b', length: 1, labels: { index: '7' } },
        { name: 'c', length: 1, labels: {} },
      ],
    })
    expect(await set.read(1)).toBe(b.samples)
    expect(seriesInMemory({ series: [a] })).toMatchObject({ channels: 1, rate: null, series: [{ length: 4 }] })
  })

  it.each([
    ['no series', { series: [] }, ValueError, 'no series'],
    ['no channels', { series: [a], channels: 0 }, ValueError, 'channels must be a whole number from 1; found 0'],
    ['no rate', { series: [a], rate: 0 }, ValueError, 'rate must be above 0 Hz, or null; found 0'],
    ['zero length', { series: [{ name: 'x', samples: new Float32Array() }] }, SeriesError, 'x: has no samples'],
    ['uneven channels', { series: [a], channels: 3 }, SeriesError, 'a: 4 samples do not divide into 3 channels'],
    [
      'NaN',
      { series: [{ name: 'x', samples: Float32Array.of(1, 2, 3, Number.NaN) }], channels: 2 },
      SeriesError,
      'x: sample 1 of channel 1 (counted from 0) is NaN',
    ],
  ] as const)('refuses %s', (_, options, Class, message) => {
    expect(() => seriesInMemory(options)).toThrow(Class)
    expect(() => seriesInMemory(options)).toThrow(message)
  })

  it.each([-1, 2, 0.5])('has no series %d', async (index) => {
    await expect(seriesInMemory({ series: [a, b] }).read(index)).rejects.toThrow(ValueError)
  })
})

it('selectSeries keeps what the predicate holds for', async () => {
  const set = seriesInMemory({ series: [a, b] })
  const selected = selectSeries(set, ({ labels }) => Number(labels.index) >= 5)
  expect(selected).toMatchObject({ channels: 1, rate: null, series: [{ name: 'b' }] })
  expect(await selected.read(0)).toBe(b.samples)
  await expect(selected.read(1)).rejects.toThrow(ValueError)
  expect(() => selectSeries(set, () => false)).toThrow(new ValueError('none of the 2 series is selected'))
})
