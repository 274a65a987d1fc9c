// Node's own WebGPU, that the other tests of its kind run on, gives a device.
import { add, input, tensor } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import * as ort from 'onnxruntime-node'
import { expect, it } from 'vitest'

it('adds on Node WebGPU', async () => {
  const a = input('a', 'float32', [3])
  const model = toModel({ name: 'sum', metadata: {}, inputs: [a], outputs: { sum: add(a, tensor([1, 2, 3])) } })
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['webgpu'],
    extra: { session: { disable_cpu_ep_fallback: '1' } },
  })
  const { sum } = await session.run({ a: new ort.Tensor('float32', Float32Array.of(10, 20, 30), [3]) })
  expect([...(sum!.data as Float32Array)]).toEqual([11, 22, 33])
})
