// Which build of onnxruntime-web each provider fetches.
import { add, input } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { expect, it } from 'vitest'
import { hostTensor } from './host-tensor.js'
import { chooseProvider, openSession } from './open-session.js'
import type { Provider } from './provider.js'

const PLAIN = 'ort-wasm-simd-threaded.wasm'
const WITH_WEBGPU = 'ort-wasm-simd-threaded.asyncify.wasm'

interface Timing {
  readonly name: string
}

interface Timings {
  getEntriesByType(type: 'resource'): Timing[]
  setResourceTimingBufferSize(size: number): void
}

// A page lists 250 resources by default; the sources of the packages are more.
const { performance } = globalThis as unknown as { performance: Timings }
performance.setResourceTimingBufferSize(10_000)

/** The WebAssembly files that this page has fetched, in their order. */
const fetched = (): string[] =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name).pathname.split('/').at(-1)!)
    .filter((name) => name.endsWith('.wasm'))

async function plusOne(provider: Provider): Promise<number[]> {
  const x = input('x', 'float32', ['N'])
  const model = toModel({ name: 'plus one', inputs: [x], outputs: { y: add(x, 1) }, metadata: {} })
  const session = await openSession(model, { provider, threads: 2 })
  const { y } = await session.run({ x: hostTensor('float32', [3], Float32Array.of(1, 2, 3)) })
  await session.close()
  return [...(y!.data as Float32Array)]
}

// In this order, because a page fetches a file once.
it('is chosen by the provider, and the one with WebGPU is fetched only for an adapter', async () => {
  const { gpu } = (globalThis as unknown as { navigator: { gpu: { requestAdapter?: unknown } } }).navigator
  Object.defineProperty(gpu, 'requestAdapter', { value: async () => null, configurable: true })
  expect((await chooseProvider('auto')).provider).toBe('wasm')
  expect(fetched()).toEqual([PLAIN])
  // The prototype's is there again.
  delete gpu.requestAdapter
  expect(await plusOne('wasm')).toEqual([2, 3, 4])
  expect(fetched()).toEqual([PLAIN])

  expect(await plusOne('webgpu')).toEqual([2, 3, 4])
  expect(fetched()).toEqual([PLAIN, WITH_WEBGPU])
})

it('runs beside the other, on two threads each', async () => {
  const found = await Promise.all((['wasm', 'webgpu', 'wasm', 'webgpu'] as const).map(plusOne))
  expect(found).toEqual(Array(4).fill([2, 3, 4]))
})
