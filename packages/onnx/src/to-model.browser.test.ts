import * as ort from 'onnxruntime-web/webgpu'
import { beforeAll, describe, it } from 'vitest'
import { operationSweep, sweepSizes } from '../../core/src/operation-sweep.fixture.js'
import { expectReference, hasEmptyInput, hasNamedDimension, keepDevice } from './sweep-on-runtime.fixture.js'

// onnxruntime-web 1.30 throws a TypeError from createBindGroup when a factor of a matrix product has no entries.
const onWebGpu = operationSweep.filter((found) => !(found.operation === 'matrixProduct' && hasEmptyInput(found)))

describe('WebAssembly in a browser agrees with the reference, value and gradient', () => {
  it.each(operationSweep)('$title', (sweepCase) => expectReference(sweepCase, ort, 'wasm'))
})

describe('WebGPU in a browser', () => {
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
