// On the map stands near what is near.
import { Random } from '@infonce/core'
import { type Features, stackRows } from '@infonce/evaluation'
import { describe, expect, it } from 'vitest'
import { placeOnMap } from './map-places.js'

const turn = async () => {}
const place = (features: Features, seed = 1) => placeOnMap(features, Random.fromSeed(seed), turn, turn)

/** Rows around three directions, in turns. */
const groups = (rows: number): Features => {
  const random = Random.fromSeed(3)
  return stackRows(
    Array.from({ length: rows }, (_, row) =>
      Float32Array.from({ length: 8 }, (_, c) => (c === row % 3 ? 4 : 0) + random.normal()),
    ),
  )
}

describe('placeOnMap', () => {
  it('keeps groups together, and gives the same places again', async () => {
    const { method, places } = await place(groups(90))
    expect(method).toBe('umap')
    const alike = places.filter(([x, y], row) => {
      const distances = places.map(([otherX, otherY], other) =>
        other === row ? Number.POSITIVE_INFINITY : Math.hypot(otherX - x, otherY - y),
      )
      return distances.indexOf(Math.min(...distances)) % 3 === row % 3
    })
    expect(alike.length).toBeGreaterThan(85)
    expect(await place(groups(90))).toEqual({ method, places })
    expect((await place(groups(90), 2)).places).not.toEqual(places)
  })

  it('places few images in their principal plane', async () => {
    const { method, places } = await place(groups(15))
    expect(method).toBe('principal axes')
    expect(places).toHaveLength(15)
  })

  it('parts images that are all equal', async () => {
    const { places } = await place(stackRows(Array.from({ length: 20 }, () => [1, 2, 3])))
    expect(places.flat().every(Number.isFinite)).toBe(true)
    expect(new Set(places.map(String)).size).toBe(20)
  })
})
