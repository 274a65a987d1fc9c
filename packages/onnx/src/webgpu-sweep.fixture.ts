// The operation sweep on WebGPU, in Node and in browsers.
import { beforeAll, describe, expect, it } from 'vitest'
import { type SweepCase, sweepSizes } from '../../core/src/operation-sweep.fixture.js'
import {
  computesSizes,
  expectReference,
  expectReferences,
  groupsOf,
  keepDevice,
  type Runtime,
} from './sweep-on-runtime.fixture.js'
import { gapOf, impossible } from './webgpu-gaps.fixture.js'

const strict = { sizes: sweepSizes, strict: true }
const loose = { sizes: sweepSizes }

/** Declares the tests of these cases. */
export function sweepOnWebGpu(ort: Runtime, cases: readonly SweepCase[]): void {
  beforeAll(() => keepDevice(ort))

  describe('agrees with the reference, value and gradient, and leaves nothing to the CPU', () => {
    it.each(groupsOf(cases.filter((found) => !gapOf(found))))('$title', ({ group }) =>
      expectReferences(group, ort, 'webgpu', strict),
    )
  })

  // Where none are computed, the sizes that are known only then make the same shaders once more.
  describe('agrees with the reference where sizes are computed when it runs', () => {
    it.each(groupsOf(cases.filter(computesSizes)))('$title', ({ group }) => expectReferences(group, ort, 'webgpu'))
  })

  describe('has the help of the CPU, which strict refuses', () => {
    it.each(cases.filter(gapOf))('$title', async (found) => {
      await expect(expectReference(found, ort, 'webgpu', strict)).rejects.toThrow(/fallback to CPU EP/)
      await expectReference(found, ort, 'webgpu', loose)
    })
  })

  it(`does not run ${impossible.title}`, async () => {
    await expect(expectReference(impossible, ort, 'webgpu', loose)).rejects.toThrow(/Only Conv2d or Conv1d/)
  })
}
