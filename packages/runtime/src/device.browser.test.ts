// A browser's WebGPU and WebAssembly.
import { momentum, sgd } from '@infonce/nn'
import { describe, expect, it } from 'vitest'
import { chooseProvider, findProviders } from './open-session.js'
import { deviceSuite } from './testing/device-suite.js'
import { cachedBatch, cachedOptions, inChunks } from './testing/small-cached-training.js'
import { batchOf, options, smallGraphs } from './testing/small-training.js'
import { Trainer } from './trainer.js'

deviceSuite('webgpu', 'wasm')

describe('providers in a browser', () => {
  it('are found, with what it takes to have the others', async () => {
    const findings = await findProviders()
    expect(findings.map(({ provider, usable }) => [provider, usable])).toEqual([
      ['cpu', false],
      ['webgpu', true],
      ['cuda', false],
      ['wasm', true],
    ])
    expect(findings[0]!.reason).toMatch(/in a browser use 'wasm'/)
  })

  it('are chosen past a software adapter', async () => {
    const { provider, findings } = await chooseProvider('auto')
    expect(provider).toBe('wasm')
    expect(findings[0]).toMatchObject({ provider: 'webgpu', usable: false })
    expect(findings[0]!.reason).toMatch(/the graphics adapter is software \(.*swiftshader.*\)/i)
  })
})

/** Bytes of the GPU buffers that are alive, counted from now on. */
function watchBuffers(): { readonly bytes: () => number; readonly stop: () => void } {
  interface Buffer {
    readonly size: number
    destroy(): void
  }
  const { GPUDevice, GPUBuffer } = globalThis as unknown as Record<
    'GPUDevice' | 'GPUBuffer',
    { prototype: { createBuffer(descriptor: unknown): Buffer; destroy(): void } }
  >
  const { createBuffer } = GPUDevice.prototype
  const { destroy } = GPUBuffer.prototype
  const alive = new Map<object, number>()
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor)
    alive.set(buffer, buffer.size)
    return buffer
  }
  GPUBuffer.prototype.destroy = function () {
    alive.delete(this)
    destroy.call(this)
  }
  return {
    bytes: () => [...alive.values()].reduce((a, b) => a + b, 0),
    stop: () => {
      GPUDevice.prototype.createBuffer = createBuffer
      GPUBuffer.prototype.destroy = destroy
    },
  }
}

describe.each([
  { what: 'training', early: 50, late: 1000, open: { graphs: () => smallGraphs(sgd()), options, batch: batchOf } },
  {
    what: 'training in chunks',
    early: 5,
    late: 25,
    open: { graphs: () => inChunks(2, momentum()), options: cachedOptions, batch: cachedBatch },
  },
])('$what', ({ early, late, open: { graphs, options, batch } }) => {
  it(`holds no more of the GPU after ${late} steps than after ${early}`, { timeout: 240_000 }, async () => {
    const watch = watchBuffers()
    const trainer = await Trainer.open(graphs(), { ...options, provider: 'webgpu' })
    const steps = async (from: number, to: number) => {
      for (let step = from; step < to; step++) await trainer.step(batch(step), 0.1, step % 5 === 0)
    }
    await steps(0, early)
    const before = watch.bytes()
    expect(before).toBeGreaterThan(0)
    await steps(early, late)
    expect(watch.bytes()).toBeLessThanOrEqual(before)
    watch.stop()
    await trainer.close()
  })
})
