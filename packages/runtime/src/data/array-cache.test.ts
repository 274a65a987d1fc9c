// The budget of decoded data.
import { expect, it } from 'vitest'
import { ArrayCache } from './array-cache.js'

/** A cache of arrays of 10 samples, 40 bytes, and the indices that were loaded. */
function cacheOf(budget: number) {
  const loaded: number[] = []
  const cache = new ArrayCache(budget, async (index) => {
    loaded.push(index)
    return new Float32Array(10).fill(index)
  })
  return { cache, loaded }
}

it('loads what fits once', async () => {
  const { cache, loaded } = cacheOf(80)
  for (const index of [0, 1, 0, 1, 1, 0]) expect((await cache.read(index))[0]).toBe(index)
  expect(loaded).toEqual([0, 1])
})

it('lets go of what was used longest ago', async () => {
  const { cache, loaded } = cacheOf(80)
  for (const index of [0, 1, 0, 2]) await cache.read(index)
  loaded.length = 0
  await cache.read(0)
  await cache.read(2)
  expect(loaded).toEqual([])
  await cache.read(1)
  expect(loaded).toEqual([1])
})

it('keeps nothing that is above the budget, nor anything without one', async () => {
  for (const budget of [39, 0]) {
    const { cache, loaded } = cacheOf(budget)
    await cache.read(5)
    await cache.read(5)
    expect(loaded).toEqual([5, 5])
  }
})

it('loads once for readers at the same time', async () => {
  const { cache, loaded } = cacheOf(0)
  const [a, b] = await Promise.all([cache.read(3), cache.read(3)])
  expect(a).toBe(b)
  expect(loaded).toEqual([3])
})

it('tries again after a failure', async () => {
  let fails = true
  const cache = new ArrayCache(80, async () => {
    if (fails) throw new Error('broken')
    return new Float32Array(1)
  })
  await expect(cache.read(0)).rejects.toThrow('broken')
  fails = false
  expect(await cache.read(0)).toHaveLength(1)
})

it('takes samples that were decoded elsewhere, and says whether they fit', async () => {
  const { cache, loaded } = cacheOf(80)
  expect(cache.hasRoomFor(80)).toBe(true)
  cache.keep(7, new Float32Array(10).fill(7))
  expect(cache.hasRoomFor(40)).toBe(true)
  expect(cache.hasRoomFor(41)).toBe(false)
  expect((await cache.read(7))[0]).toBe(7)
  expect(loaded).toEqual([])
})
