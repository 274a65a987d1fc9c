import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameStride, framesOf, receptiveField, samplesOf } from './geometry.js'

const layers = (kernels: number[], strides: number[]) => kernels.map((kernel, n) => ({ kernel, stride: strides[n]! }))
// van den Oord et al. 2018, section 3.1: 465 samples see a frame, one every 160.
const paper = layers([10, 8, 4, 4, 4], [5, 4, 2, 2, 2])

describe('the geometry of strided layers', () => {
  it('is that of the paper', () => {
    expect(frameStride(paper)).toBe(160)
    expect(receptiveField(paper)).toBe(465)
    expect(framesOf(paper, 20_480)).toBe(126)
  })

  it('has frames for samples and the fewest samples for frames', () => {
    const size = fc.integer({ min: 1, max: 6 })
    const layer = fc.record({ kernel: size, stride: size })
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 30 }), (some, frames) => {
        const samples = samplesOf(some, frames)
        expect(framesOf(some, samples)).toBe(frames)
        expect(framesOf(some, samples - 1)).toBeLessThan(frames)
        expect(samples).toBe(receptiveField(some) + (frames - 1) * frameStride(some))
      }),
    )
  })

  it('has no frame of fewer samples than one sees', () => {
    expect(framesOf(paper, 464)).toBe(0)
    expect(framesOf(paper, 465)).toBe(1)
    expect(framesOf(paper, 0)).toBe(0)
  })
})
