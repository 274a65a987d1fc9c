// Who is shown is drawn by chance, and from every class.
import { Random } from '@infonce/core'
import { encodeLabels } from '@infonce/evaluation'
import { describe, expect, it } from 'vitest'
import { drawEvenly, drawSome } from './sample.js'

describe('drawSome', () => {
  it('takes all where there are few, else as many as asked for, in order, others for another seed', () => {
    expect(drawSome(3, 5, Random.fromSeed(1))).toEqual([0, 1, 2])
    const some = drawSome(100, 10, Random.fromSeed(1))
    expect(some).toHaveLength(10)
    expect(some).toEqual([...new Set(some)].sort((a, b) => a - b))
    expect(drawSome(100, 10, Random.fromSeed(1))).toEqual(some)
    expect(drawSome(100, 10, Random.fromSeed(2))).not.toEqual(some)
  })
})

describe('drawEvenly', () => {
  const labels = encodeLabels(Array.from({ length: 100 }, (_, row) => (row < 2 ? 'rare' : row % 3 ? 'often' : 'also')))

  it('takes equally many of each class, and more of the others where one is rare', () => {
    const rows = drawEvenly(100, 12, labels, Random.fromSeed(1))
    const counts = labels.classes.map((_, code) => rows.filter((row) => labels.codes[row] === code).length)
    expect(labels.classes).toEqual(['also', 'often', 'rare'])
    expect(counts).toEqual([5, 5, 2])
    expect(new Set(rows).size).toBe(12)
  })

  it('sorts by class, then by row', () => {
    const rows = drawEvenly(100, 50, labels, Random.fromSeed(1))
    const keys = rows.map((row) => labels.codes[row]! * 1000 + row)
    expect(keys).toEqual([...keys].sort((a, b) => a - b))
  })
})
