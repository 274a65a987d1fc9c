import { Random } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { type PictureSet, selectPictures } from './data/pictures.js'
import { PictureError } from './errors.js'
import { NeighbourCurve, type NeighbourOptions } from './neighbour-curve.js'
import { embedPictures } from './picture-encoder.js'
import { openDrawings } from './testing/open-drawings.js'
import { untrainedModel } from './untrained.js'

const set = openDrawings({ pictures: 130, size: 16 })
const other = openDrawings({ pictures: 40, size: 16, seed: 2 })
const model = untrainedModel({ size: 16, depth: 8, widthFactor: 0.25, seed: 5 })
const one = { provider: 'cpu', threads: 1 } as const
const curve = (options: Partial<NeighbourOptions> = {}, pictures: PictureSet = set) =>
  NeighbourCurve.open(pictures, model.configuration, { label: 'colour', count: 7, ...options }, one)

/** The share of pictures whose nearest have their label, by a loop; of equal votes the nearest decides. */
async function naive(bank: readonly number[], queries: readonly number[], from = set, count = 7): Promise<number> {
  const [known, asked] = [await embedPictures(model, set, one), await embedPictures(model, from, one)]
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
      .map(({ index }) => set.pictures[index]!.labels.colour!)
    const votes = new Map<string, number>()
    for (const colour of nearest) votes.set(colour, (votes.get(colour) ?? 0) + 1)
    const most = Math.max(...votes.values())
    return nearest.find((colour) => votes.get(colour) === most) === from.pictures[query]!.labels.colour
  })
  return right.length / queries.length
}

const drawn = (pictures: PictureSet, random: Random) => random.shuffle([...pictures.pictures.keys()])

describe('NeighbourCurve', () => {
  it('classifies every fifth picture by the others, as a loop does', async () => {
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

  it('classifies test pictures, without those of labels that training pictures lack', async () => {
    const training = selectPictures(set, ({ labels }) => labels.colour !== 'red')
    const indices = [...set.pictures.keys()].filter((n) => set.pictures[n]!.labels.colour !== 'red')
    const asked = [...other.pictures.keys()].filter((n) => other.pictures[n]!.labels.colour !== 'red')
    expect(asked.length).toBeLessThan(40)
    const found = await curve({ test: other }, training)
    expect(await found.accuracy(model.parameters)).toBeCloseTo(await naive(indices, asked, other), 10)
    await found.close()
  })

  it('refuses what tells nothing', async () => {
    const red = selectPictures(set, ({ labels }) => labels.colour === 'red')
    await expect(curve({ label: 'size' })).rejects.toThrow("has no label 'size'")
    await expect(curve({}, red)).rejects.toThrow(PictureError)
    await expect(curve({}, red)).rejects.toThrow("all have the colour 'red': neighbours have nothing to tell apart")
    await expect(curve({ count: 105 })).rejects.toThrow('104 to compare with and 26 to classify are too few for 105')
    await expect(
      curve(
        { test: red },
        selectPictures(set, ({ labels }) => labels.colour !== 'red'),
      ),
    ).rejects.toThrow('and 0 to classify are too few')
  })
})
