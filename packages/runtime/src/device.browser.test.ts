// A browser's WebGPU and WebAssembly.
import { sgd } from '@infonce/nn'
import { describe, expect, it } from 'vitest'
import { chooseProvider, findProviders } from './open-session.js'
import { deviceSuite } from './testing/device-suite.js'
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

it('training holds no more of the GPU after 1,000 steps than after 50', { timeout: 240_000 }, async () => {
  const watch = watchBuffers()
  const trainer = await Trainer.open(smallGraphs(sgd()), { ...options, provider: 'webgpu' })
  const steps = async (from: number, to: number) => {
    for (let step = from; step < to; step++) await trainer.step(batchOf(step), 0.1, step % 5 === 0)
  }
  await steps(0, 50)
  const before = watch.bytes()
  expect(before).toBeGreaterThan(0)
  await steps(50, 1000)
  expect(watch.bytes()).toBeLessThanOrEqual(before)
  watch.stop()
  await trainer.close()
})
