// What every provider that keeps tensors on a device is held to, in Node and in browsers.
import { add, exp, type Graph, input, inputsOf, multiply, reduceSum, type Tensor } from '@infonce/core'
import { adamW, momentum, type Optimizer, sgd } from '@infonce/nn'
import { toModel } from '@infonce/onnx'
import { describe, expect, it } from 'vitest'
import type { DeviceTensor } from '../device-tensor.js'
import { type HostTensor, hostTensor } from '../host-tensor.js'
import { download, openDeviceSession, openSession } from '../open-session.js'
import type { Provider } from '../provider.js'
import { Trainer } from '../trainer.js'
import { train } from '../training-loop.js'
import { cachedBatch, cachedOptions, inChunks } from './small-cached-training.js'
import { batchOf, LIMIT, options, SmallSource, smallGraphs } from './small-training.js'

const float = (...values: number[]): HostTensor => hostTensor('float32', [values.length], Float32Array.from(values))
const graphOf = (outputs: Record<string, Tensor>): Graph => ({
  name: 'test',
  inputs: inputsOf(Object.values(outputs)),
  outputs,
  metadata: {},
})
const x = input('x', 'float32', ['N'])
const y = input('y', 'float32', ['N'])

/** @param elsewhere a provider of the same platform whose tensors are the host's */
export function deviceSuite(provider: Provider, elsewhere: Provider): void {
  describe('a device session', () => {
    const model = toModel(graphOf({ sum: add(x, y), total: reduceSum(x) }))

    it('leaves outputs on the device, takes them from there, and downloads them', async () => {
      const session = await openDeviceSession(model, { provider, onDevice: ['sum'] })
      expect(session.choice.provider).toBe(provider)
      const first = await session.run({ x: float(1, 2, 3), y: float(10, 20, 30) })
      const kept = first.sum as DeviceTensor
      expect(kept).not.toHaveProperty('data')
      expect([kept.dtype, kept.dims]).toEqual(['float32', [3]])
      expect(first.total).toEqual(hostTensor('float32', [], Float32Array.of(6)))
      const second = await session.run({ x: kept, y: float(1, 1, 1) })
      expect(second.total).toEqual(hostTensor('float32', [], Float32Array.of(66)))
      expect(await download(second.sum as DeviceTensor)).toEqual(float(12, 23, 34))
      expect(await download(kept)).toEqual(float(11, 22, 33))
      kept.dispose()
      kept.dispose()
      ;(second.sum as DeviceTensor).dispose()
      await session.close()
    })

    it('checks the shapes of what lies on the device as of all else', async () => {
      const session = await openDeviceSession(model, { provider, onDevice: ['sum'] })
      const { sum } = await session.run({ x: float(1, 2, 3), y: float(1, 2, 3) })
      await expect(session.run({ x: sum!, y: float(1) })).rejects.toThrow(/dimension 'N' is 3 on input 'x' but 1/)
      const host = await openSession(model, { provider: elsewhere })
      await expect(host.run({ x: sum!, y: float(1, 2, 3) })).rejects.toThrow(/lies on a device, which provider/)
      ;(sum as DeviceTensor).dispose()
      await host.close()
      await session.close()
    })

    it('may be closed before its tensors are disposed of', async () => {
      const session = await openDeviceSession(model, { provider, onDevice: ['sum'] })
      const { sum } = await session.run({ x: float(1, 2), y: float(3, 4) })
      await session.close()
      expect(await download(sum as DeviceTensor)).toEqual(float(4, 6))
      ;(sum as DeviceTensor).dispose()
      const again = await openDeviceSession(model, { provider, onDevice: ['sum'] })
      const { sum: another, total } = await again.run({ x: float(1, 2), y: float(3, 4) })
      expect(total).toEqual(hostTensor('float32', [], Float32Array.of(3)))
      // While a run is under way, too.
      const running = again.run({ x: float(5), y: float(5) })
      ;(another as DeviceTensor).dispose()
      await again.close()
      const { sum: last } = await running
      expect(await download(last as DeviceTensor)).toEqual(float(10))
      ;(last as DeviceTensor).dispose()
    })

    it('refuses a tensor that has been disposed of, and one to write what stays on the device into', async () => {
      const session = await openDeviceSession(model, { provider, onDevice: ['sum'] })
      const { sum } = await session.run({ x: float(1, 2), y: float(3, 4) })
      ;(sum as DeviceTensor).dispose()
      await expect(session.run({ x: sum!, y: float(3, 4) })).rejects.toThrow(/input 'x' has been disposed of/)
      await expect(download(sum as DeviceTensor)).rejects.toThrow(/has been disposed of/)
      await expect(session.run({ x: float(1), y: float(2) }, { sum: float(0) })).rejects.toThrow(
        /output 'sum' stays on the device/,
      )
      await session.close()
    })

    it('refuses an input without elements', async () => {
      const session = await openSession(model, { provider })
      await expect(session.run({ x: float(), y: float() })).rejects.toThrow(/input 'x' has no elements/)
      await session.close()
    })

    it('takes runs that are asked for at once one after the other', async () => {
      const doubled = await openSession(toModel(graphOf({ z: multiply(x, 2) })), { provider })
      const raised = await openSession(toModel(graphOf({ z: exp(x) })), { provider })
      const asked = Array.from({ length: 20 }, (_, i) => (i % 2 ? doubled : raised).run({ x: float(i) }))
      const results = await Promise.all(asked)
      for (const [i, { z }] of results.entries()) {
        const expected = i % 2 ? 2 * i : Math.exp(i)
        expect(Math.abs(Number(z!.data[0]) / expected - 1)).toBeLessThan(1e-5)
      }
      await doubled.close()
      await raised.close()
    })
  })

  describe('strict placement', () => {
    // Sizes that only a run tells are computed on the CPU.
    const computed = graphOf({ z: multiply(x, add(reduceSum(multiply(x, 0)), 1)) })
    const shapes = graphOf({ z: multiply(input('w', 'float32', ['M', 'N']), reduceSum(x)), y: x })

    it('is had without being asked for where the provider has every operator', async () => {
      const session = await openSession(toModel(computed), { provider, strict: true })
      expect(session.partlyOnCpu).toBe(false)
      await session.close()
    })

    it('refuses what would run on the CPU, which is said where it is not asked for', async () => {
      const partly = toModel(withInt64(shapes))
      await expect(openSession(partly, { provider, strict: true })).rejects.toThrow(
        /strict does not allow the CPU: bind named/,
      )
      const session = await openSession(partly, { provider })
      expect(session.partlyOnCpu).toBe(true)
      await session.close()
    })
  })

  // Adam divides small gradients by their size, rounding and all.
  describe.each<[string, () => Optimizer, number]>([
    ['sgd', sgd, 1e-5],
    ['sgd with a limit', () => sgd({ maxRowChange: LIMIT }), 1e-5],
    ['momentum', () => momentum({ nesterov: true }), 1e-5],
    ['adamW', adamW, 1e-4],
  ])('training with %s', (_, optimizer, tolerance) => {
    it('has the numbers that it has on the host', async () => {
      const graphs = smallGraphs(optimizer())
      const here = await Trainer.open(graphs, { ...options, provider })
      const there = await Trainer.open(graphs, { ...options, provider: elsewhere })
      for (let step = 0; step < 6; step++) {
        const found = await here.step(batchOf(step), 0.1, step % 2 === 0)
        const expected = await there.step(batchOf(step), 0.1, step % 2 === 0)
        expect(Object.keys(found ?? {})).toEqual(Object.keys(expected ?? {}))
        for (const [name, value] of Object.entries(expected ?? {}))
          expect(Math.abs(found![name]! - value), name).toBeLessThan(1e-5)
      }
      for (const read of ['readParameters', 'readState'] as const) {
        const found = await here[read]()
        const expected = await there[read]()
        expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
        for (const [name, { dims, data }] of Object.entries(expected)) {
          expect(found[name]!.dims).toEqual(dims)
          for (let i = 0; i < data.length; i++)
            expect(Math.abs(Number(found[name]!.data[i]) - Number(data[i])), name).toBeLessThan(tolerance)
        }
      }
      await here.close()
      await there.close()
    })
  })

  it('trains in chunks as the host does', async () => {
    const here = await Trainer.open(inChunks(2, momentum()), { ...cachedOptions, provider })
    const there = await Trainer.open(inChunks(2, momentum()), { ...cachedOptions, provider: elsewhere })
    expect([here.choice.provider, here.partlyOnCpu]).toEqual([provider, false])
    for (let step = 0; step < 3; step++) {
      const found = await here.step(cachedBatch(step), 0.1, step !== 1)
      const expected = await there.step(cachedBatch(step), 0.1, step !== 1)
      expect(Object.keys(found ?? {})).toEqual(Object.keys(expected ?? {}))
      for (const [name, value] of Object.entries(expected ?? {}))
        expect(Math.abs(found![name]! - value), name).toBeLessThan(1e-5)
    }
    const found = { ...(await here.readParameters()), ...(await here.readState()) }
    const expected = { ...(await there.readParameters()), ...(await there.readState()) }
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
    for (const [name, { dims, data }] of Object.entries(expected)) {
      expect(found[name]!.dims).toEqual(dims)
      for (let i = 0; i < data.length; i++)
        expect(Math.abs(Number(found[name]!.data[i]) - Number(data[i])), name).toBeLessThan(1e-5)
    }
    await here.close()
    await there.close()
  })

  it('makes steps, reads and closes in the order that they were asked for', async () => {
    const one = await Trainer.open(smallGraphs(adamW()), { ...options, provider })
    const other = await Trainer.open(smallGraphs(adamW()), { ...options, provider })
    for (let step = 0; step < 3; step++) await one.step(batchOf(step), 0.1, true)
    const expected = await one.readParameters()
    await one.step(batchOf(3), 0.1, true)
    const after = await one.readParameters()
    const asked = [0, 1, 2].map((step) => other.step(batchOf(step), 0.1, true))
    const read = other.readParameters()
    const last = other.step(batchOf(3), 0.1, false)
    const readAgain = other.readParameters()
    const closing = other.close()
    await Promise.all([...asked, last, closing])
    expect(await read).toEqual(expected)
    expect(await readAgain).toEqual(after)
    await expect(other.readParameters()).rejects.toThrow('the trainer is closed')
    await one.close()
  })

  it('finds what a step without a loss made NaN', async () => {
    const trainer = await Trainer.open(smallGraphs(sgd()), { ...options, provider })
    const source = new SmallSource(9, 0, (step, batch) => {
      if (step === 4) (batch['batch/scale']!.data as Float32Array).fill(Number.NaN)
    })
    const run = async () => {
      for await (const _ of train({ trainer, source, schedule: () => 0.1, lossEvery: 1000 }));
    }
    await expect(run()).rejects.toThrow(/^step 9: parameter\/.* is no longer finite/)
    await trainer.close()
  })

  // Which of the two a NaN becomes is the device's choice.
  it('trains by the loop, and stops at a loss that is NaN or infinite', async () => {
    const trainer = await Trainer.open(smallGraphs(sgd()), { ...options, provider })
    const source = new SmallSource(9, 0, (step, batch) => {
      if (step === 4) (batch['batch/scale']!.data as Float32Array).fill(Number.NaN)
    })
    const steps: number[] = []
    const run = async () => {
      for await (const event of train({ trainer, source, schedule: () => 0.1 }))
        if (event.type === 'step') steps.push(event.step)
    }
    await expect(run()).rejects.toThrow(/^step 5: the loss is (NaN|-?Infinity): lower/)
    expect(steps).toEqual([1, 2, 3, 4])
    await trainer.close()
  })
}

/** The graph with an output computed in int64, which no GPU provider does. */
function withInt64(graph: Graph): Graph {
  const ids = input('ids', 'int64', ['K'])
  return { ...graph, inputs: [...graph.inputs, ids], outputs: { ...graph.outputs, sums: add(ids, ids) } }
}
