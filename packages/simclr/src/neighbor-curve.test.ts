import { Random } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { type ImageSet, selectImages } from './data/images.js'
import { ImageError } from './errors.js'
import { embedImages } from './image-encoder.js'
import { NeighborCurve, type NeighborOptions } from './neighbor-curve.js'
import { openDrawings } from './testing/open-drawings.js'
import { untrainedModel } from './untrained.js'

const set = openDrawings({ images: 130, size: 16 })
const other = openDrawings({ images: 40, size: 16, seed: 2 })
const model = untrainedModel({ size: 16, depth: 8, widthFactor: 0.25, seed: 5 })
const one = { provider: 'cpu', threads: 1 } as const
const curve = (options: Partial<NeighborOptions> = {}, images: ImageSet = set) =>
  NeighborCurve.open(images, model.configuration, { label: 'color', count: 7, ...options }, one)

/** The share of images whose nearest have their label, by a loop; of equal votes the nearest decides. */
async function naive(bank: readonly number[], queries: readonly number[], from = set, count = 7): Promise<number> {
  const [known, asked] = [await embedImages(model, set, one), await embedImages(model, from, one)]
  const row = ({ columns, data }: typeof known, n: number) => data.subarray(n * columns, (n + 1) * columns)
  const cosine = (a: Float32Array, b: Float32Array) => {
    let [ab, aa, bb] = [0, 0, 0]
    a.forEach((x, i) => {
      ab += x * b[i]!
      aa += x * x
      bb += b[i]! * b[i]!
    })
    return ab / Math.sqrt(aa * bb)
  }
  const right = queries.filter((query) => {
    const nearest = bank
      .map((index) => ({ index, similarity: cosine(row(asked, query), row(known, index)) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, count)
      .map(({ index }) => set.images[index]!.labels.color!)
    const votes = new Map<string, number>()
    for (const color of nearest) votes.set(color, (votes.get(color) ?? 0) + 1)
    const most = Math.max(...votes.values())
    return nearest.find((color) => votes.get(color) === most) === from.images[query]!.labels.color
  })
  return right.length / queries.length
}

const drawn = (images: ImageSet, random: Random) => random.shuffle([...images.images.keys()])

describe('NeighborCurve', () => {
  it('classifies every fifth image by the others, as a loop does', async () => {
    const order = drawn(set, Random.fromSeed(5).split('neighbours')).slice(0, 120)
    const expected = await naive(
      order.filter((_, i) => i % 5 !== 0),
      order.filter((_, i) => i % 5 === 0),
    )
    const found = await curve({ most: 120 })
    expect(await found.accuracy(model.parameters)).toBeCloseTo(expected, 10)
    await found.close()
    expect(expected).toBeGreaterThan(0)
    expect(expected).toBeLessThan(1)
  })

  it('classifies test images, without those of labels that training images lack', async () => {
    const training = selectImages(set, ({ labels }) => labels.color !== 'red')
    const indices = [...set.images.keys()].filter((n) => set.images[n]!.labels.color !== 'red')
    const asked = [...other.images.keys()].filter((n) => other.images[n]!.labels.color !== 'red')
    expect(asked.length).toBeLessThan(40)
    const found = await curve({ test: other }, training)
    expect(await found.accuracy(model.parameters)).toBeCloseTo(await naive(indices, asked, other), 10)
    await found.close()
  })

  it('refuses what tells nothing', async () => {
    const red = selectImages(set, ({ labels }) => labels.color === 'red')
    await expect(curve({ label: 'size' })).rejects.toThrow("has no label 'size'")
    await expect(curve({}, red)).rejects.toThrow(ImageError)
    await expect(curve({}, red)).rejects.toThrow(
      "all have the color 'red': nearest neighbors need at least two classes",
    )
    await expect(curve({ count: 105 })).rejects.toThrow('104 to compare with and 26 to classify are too few for 105')
    await expect(
      curve(
        { test: red },
        selectImages(set, ({ labels }) => labels.color !== 'red'),
      ),
    ).rejects.toThrow('and 0 to classify are too few')
  })
})
