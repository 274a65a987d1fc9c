// The file of as many pictures as are shown at most stays small enough to be sent.
import { stackRows } from '@infonce/evaluation'
import { expect, it } from 'vitest'
import { picturesInMemory } from '../data/pictures.js'
import { drawings } from '../drawings/drawings.js'
import { pictureReport } from './picture-report.js'

it('has less than 5 MB for 2,000 drawings of 32 × 32', { timeout: 240_000 }, async () => {
  const pictures = [...drawings({ pictures: 2000, size: 32 })]
  // What is compared matters little here: the means of blocks of 8 × 8.
  const features = stackRows(
    pictures.map(({ pixels }) => {
      const means = new Float32Array(48)
      for (let i = 0; i < pixels.length; i++) {
        const [channel, y, x] = [i >> 10, (i >> 5) & 31, i & 31]
        means[channel * 16 + (y >> 3) * 4 + (x >> 3)]! += pixels[i]! / 64
      }
      return means
    }),
  )
  const set = picturesInMemory({ pictures, size: 32 })
  const text = await pictureReport({ title: 'Drawings', set, features, label: 'shape' })
  expect([...text.matchAll(/<use /g)]).toHaveLength(2000)
  expect(text.length).toBeLessThan(5e6)
})
