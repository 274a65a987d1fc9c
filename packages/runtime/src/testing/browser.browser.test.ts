// The browser that the other tests of its kind run in has what they need.
import { add, input, tensor } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import * as ort from 'onnxruntime-web/webgpu'
import { describe, expect, it } from 'vitest'

// By default there is one for each two cores, at most four.
ort.env.wasm.numThreads = 2

describe('the browser', () => {
  it('is isolated, so that WebAssembly may use threads', () => {
    expect(globalThis).toHaveProperty('crossOriginIsolated', true)
  })

  it.each(['webgpu', 'wasm'])('adds on %s', async (provider) => {
    const a = input('a', 'float32', [3])
    const model = toModel({ name: 'sum', metadata: {}, inputs: [a], outputs: { sum: add(a, tensor([1, 2, 3])) } })
    const session = await ort.InferenceSession.create(model, { executionProviders: [provider] })
    const { sum } = await session.run({ a: new ort.Tensor('float32', Float32Array.of(10, 20, 30), [3]) })
    expect([...(sum!.data as Float32Array)]).toEqual([11, 22, 33])
  })
})
