import * as ort from 'onnxruntime-node'
import { describe } from 'vitest'
import { operationSweep } from '../../core/src/operation-sweep.fixture.js'
import { hasEmptyInput } from './sweep-on-runtime.fixture.js'
import { sweepOnWebGpu } from './webgpu-sweep.fixture.js'

describe("Node's WebGPU", () => {
  // onnxruntime-node 1.30 ends the process with a segmentation fault when a GPU's input has no entries.
  sweepOnWebGpu(
    ort,
    operationSweep.filter((found) => !hasEmptyInput(found)),
  )
})
