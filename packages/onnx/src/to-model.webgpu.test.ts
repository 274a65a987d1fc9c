import * as ort from 'onnxruntime-node'
import { beforeAll, describe, it } from 'vitest'
import { operationSweep, sweepSizes } from '../../core/src/operation-sweep.fixture.js'
import { expectReference, hasEmptyInput, hasNamedDimension, keepDevice } from './sweep-on-runtime.fixture.js'

// onnxruntime-node 1.30 ends the process with a segmentation fault when a GPU's input has no entries.
const onWebGpu = operationSweep.filter((found) => !hasEmptyInput(found))

describe("Node's WebGPU", () => {
  beforeAll(() => keepDevice(ort))

  describe('agrees with the reference, value and gradient, and leaves nothing to the CPU', () => {
    it.each(onWebGpu)('$title', (sweepCase) =>
      expectReference(sweepCase, ort, 'webgpu', { sizes: sweepSizes, strict: true }),
    )
  })

  describe('agrees with the reference where sizes are known only when it runs', () => {
    it.each(onWebGpu.filter(hasNamedDimension))('$title', (sweepCase) => expectReference(sweepCase, ort, 'webgpu'))
  })
})
