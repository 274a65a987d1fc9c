// What becomes of maps: their mean, and the means of their quarters, against loops; and how windows are computed.
import { evaluate, input, type Tensor, topologicalOrder } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { parseConfiguration } from '../configuration.js'
import { FixedLayers, TrainedLayers } from './layers.js'
import { encodeMaps, meanOf, quartersOf } from './network.js'

/** Numbers that tell image, channel, row and column. */
const numbers = (side: number) =>
  [0, 1].map((n) =>
    [0, 1, 2].map((c) =>
      Array.from({ length: side }, (_, y) => Array.from({ length: side }, (_, x) => n * 1000 + c * 100 + y * 10 + x)),
    ),
  )

describe.each([1, 2, 3, 4, 7])('maps of side %d', (side) => {
  const maps = numbers(side)
  const tensor = input('maps', 'float32', [2, 3, side, side])
  const mean = (map: readonly number[][], rows: readonly number[], columns: readonly number[]): number =>
    rows.flatMap((y) => columns.map((x) => map[y]![x]!)).reduce((a, b) => a + b) / (rows.length * columns.length)
  const all = Array.from({ length: side }, (_, i) => i)

  it('have a mean', () => {
    const found = [...evaluate(meanOf(tensor), { maps }).data]
    expect(found).toEqual(maps.flatMap((image) => image.map((map) => mean(map, all, all))))
  })

  it('have quarters, which share the middle where there is one', () => {
    const half = Math.ceil(side / 2)
    const [first, second] = [all.slice(0, half), all.slice(side - half)]
    const expected = maps.flatMap((image) =>
      [first, second].flatMap((rows) =>
        [first, second].flatMap((columns) => image.map((map) => mean(map, rows, columns))),
      ),
    )
    const found = [...evaluate(quartersOf(tensor), { maps }).data]
    expect(found.length).toBe(expected.length)
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 9)
    })
  })
})

describe('convolutions of a network', () => {
  const configuration = parseConfiguration({ depth: 10, widths: [16, 64, 128, 64], size: 16 })
  const tiles = (maps: Tensor): unknown[] =>
    topologicalOrder([maps])
      .filter(({ operation }) => operation.name === 'conv')
      .map(({ attributes }) => (attributes as { readonly tile?: number }).tile)
  const images = input('images', 'float32', [2, 3, 16, 16])

  it('are in tiles of up to four results where there are many channels and weights change', () => {
    const maps = encodeMaps(new TrainedLayers(configuration), images, configuration)
    const found = tiles(maps)
    // One of the stem, two of the first stage, three of each other with its shortcut.
    expect(found.length).toBe(12)
    expect(found.filter((tile) => tile === 4).length).toBe(3)
    expect(found.filter((tile) => tile === 2).length).toBe(2)
  })

  it('are window by window in use', () => {
    const maps = encodeMaps(new FixedLayers(configuration), images, configuration)
    expect(new Set(tiles(maps))).toEqual(new Set([undefined]))
  })
})
