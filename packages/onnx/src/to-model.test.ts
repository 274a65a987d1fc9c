import * as ort from 'onnxruntime-node'
import { describe, it } from 'vitest'
import { operationSweep } from '../../core/src/operation-sweep.fixture.js'
import { expectReference } from './sweep-on-runtime.fixture.js'

describe.each(operationSweep)('$title on ONNX Runtime', (sweepCase) => {
  it('agrees with the reference, value and gradient', () => expectReference(sweepCase, ort, 'cpu'))
})
