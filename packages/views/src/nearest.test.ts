// The nearest images and their votes, against loops.
import { Random } from '@infonce/core'
import { encodeLabels, evaluateNeighbors, type Features } from '@infonce/evaluation'
import { describe, expect, it } from 'vitest'
import { findNearest, majority } from './nearest.js'

const random = Random.fromSeed(5)
const features = (rows: number, columns: number): Features => ({
  rows,
  columns,
  data: Float32Array.from({ length: rows * columns }, () => random.normal()),
})
const turn = async () => {}

/** All cosines of a query, sorted. */
function ranked(queries: Features, query: number, bank: Features, without: number): { row: number; cosine: number }[] {
  const vector = (from: Features, row: number) => [...from.data.slice(row * from.columns, (row + 1) * from.columns)]
  const a = vector(queries, query)
  return Array.from({ length: bank.rows }, (_, row) => {
    const b = vector(bank, row)
    const product = a.reduce((sum, value, i) => sum + value * b[i]!, 0)
    return { row, cosine: product / (Math.hypot(...a) * Math.hypot(...b)) }
  })
    .filter(({ row }) => row !== without)
    .sort((x, y) => y.cosine - x.cosine)
}

describe('findNearest', () => {
  it('finds what a loop over a bank finds, over several blocks', async () => {
    const [queries, bank] = [features(130, 6), features(40, 6)]
    const { rows, similarities } = await findNearest({ queries, bank, k: 5, turn })
    for (let query = 0; query < 130; query++) {
      const expected = ranked(queries, query, bank, -1).slice(0, 5)
      expect([...rows.subarray(5 * query, 5 * query + 5)]).toEqual(expected.map(({ row }) => row))
      expected.forEach(({ cosine }, rank) => {
        expect(similarities[5 * query + rank]).toBeCloseTo(cosine, 12)
      })
    }
  })

  it('leaves out the own row, and no other that is equal to it', async () => {
    const bank = features(9, 4)
    bank.data.copyWithin(4, 0, 4)
    const queries = { rows: 3, columns: 4, data: bank.data.slice(0, 12) }
    const { rows } = await findNearest({ queries, bank, own: [0, 1, 2], k: 8, turn })
    expect([rows[0], rows[8]]).toEqual([1, 0])
    for (let query = 0; query < 3; query++) expect([...rows.subarray(8 * query, 8 * query + 8)]).not.toContain(query)
  })

  it('tells of its progress and ends where that throws', async () => {
    const [queries, bank] = [features(130, 6), features(40, 6)]
    const heard: number[] = []
    await expect(
      findNearest({
        queries,
        bank,
        k: 1,
        turn: async (done) => {
          heard.push(done)
          if (done > 0) throw new Error('enough')
        },
      }),
    ).rejects.toThrow('enough')
    expect(heard).toEqual([0, 64])
  })
})

describe('majority', () => {
  it('takes the class of most, of equals that of the nearest', () => {
    expect([...majority(Int32Array.of(0, 1, 1, 2, 2, 1, 0, 1, 2), 3, 3)]).toEqual([1, 2, 0])
  })

  it('is what the classifier of evaluation says', async () => {
    const [queries, bank] = [features(60, 3), features(50, 3)]
    const names = Array.from({ length: 60 }, (_, i) => 'abc'[i % 3]!)
    const labels = encodeLabels(names.slice(0, 50))
    const { rows } = await findNearest({ queries, bank, k: 7, turn })
    const predicted = majority(
      rows.map((row) => labels.codes[row]!),
      7,
      3,
    )
    const evaluated = evaluateNeighbors(
      { features: bank, labels: names.slice(0, 50) },
      { features: queries, labels: names },
      { k: 7 },
    )
    const correct = predicted.filter((code, row) => code === row % 3).length
    expect(correct).toBe(evaluated.correct)
  })
})
