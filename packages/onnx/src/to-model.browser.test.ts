import * as ort from 'onnxruntime-web/webgpu'
import { describe, it } from 'vitest'
import { operationSweep } from '../../core/src/operation-sweep.fixture.js'
import { expectReference, expectReferences, groupsOf, hasEmptyInput } from './sweep-on-runtime.fixture.js'
import { sweepOnWebGpu } from './webgpu-sweep.fixture.js'

describe('WebAssembly in a browser agrees with the reference, value and gradient', () => {
  it.each(operationSweep.filter(hasEmptyInput))('$title', (sweepCase) => expectReference(sweepCase, ort, 'wasm'))
  it.each(groupsOf(operationSweep.filter((found) => !hasEmptyInput(found))))('$title', ({ group }) =>
    expectReferences(group, ort, 'wasm'),
  )
})

describe('WebGPU in a browser', () => {
  // onnxruntime-web 1.30 fails in createBindGroup where a product or a convolution has no entries.
  sweepOnWebGpu(
    ort,
    operationSweep.filter((found) => !hasEmptyInput(found)),
  )
})
