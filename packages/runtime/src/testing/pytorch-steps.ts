// Trainings by PyTorch, step by step, that a trainer is held to on any provider.
import type { NestedNumbers } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import fixtureJson from '../../../nn/src/fixtures/training-steps.json' with { type: 'json' }
import { batchOf, type StepsFixture, stepsCases } from '../../../nn/src/training-steps.fixture.js'
import { type HostTensor, hostTensor } from '../host-tensor.js'
import type { StepInput } from '../placement.js'
import type { Provider } from '../provider.js'
import { Trainer } from '../trainer.js'

const fixture = fixtureJson as unknown as StepsFixture
const flat = (values: NestedNumbers): number[] => [values].flat(9) as number[]

function hostBatch(step: number, names: readonly string[]): Record<string, HostTensor> {
  const batch = Object.entries(batchOf(fixture, step)).filter(([name]) => names.includes(name))
  return Object.fromEntries(
    batch.map(([name, values]) => {
      const numbers = flat(values)
      if (name.endsWith('.indices')) return [name, hostTensor('int32', [numbers.length], Int32Array.from(numbers))]
      const parameter = name.slice('batch/'.length)
      const shape = fixture.shapes[parameter]!
      const isTable = `${name}.indices` in batchOf(fixture, step)
      const dims = isTable ? [numbers.length / shape.slice(1).reduce((a, b) => a * b, 1), ...shape.slice(1)] : shape
      return [name, hostTensor('float32', dims, Float32Array.from(numbers))]
    }),
  )
}

function expectClose(
  found: Readonly<Record<string, HostTensor>>,
  expected: Readonly<Record<string, NestedNumbers>>,
): void {
  for (const [name, values] of Object.entries(expected))
    flat(values).forEach((value, i) => {
      expect(Math.abs(Number(found[`parameter/${name}`]!.data[i]) - value), `${name}[${i}]`).toBeLessThan(2e-5)
    })
}

/** @param stepsPerRun how many steps a run makes: with 1, the host applies rows where a provider reads its memory */
export function pytorchSteps(provider: Provider, stepsPerRun?: number): void {
  describe.each(stepsCases(fixture))(`$title on ${provider}, ${stepsPerRun ?? 1} a run`, (given) => {
    it('moves as PyTorch does', async () => {
      const { graphs, start, values } = given
      const trainer = await Trainer.open(graphs, {
        provider,
        sizes: { N: 5 },
        threads: 1,
        ...(stepsPerRun !== undefined && { stepsPerRun }),
        // WebGPU must need no help of the CPU.
        strict: provider === 'webgpu',
        initialize: (placed) => {
          for (const [name, numbers] of Object.entries(start))
            placed[`parameter/${name}`]!.data.set(flat(numbers) as never)
        },
      })
      try {
        const names = graphs
          .step()
          .inputs.map((node) => (node as unknown as { attributes: { name: string } }).attributes.name)
        const inputs = values.map(
          (_, step): StepInput => ({
            feeds: hostBatch(step, names),
            learningRate: fixture.rates[step]!,
            withLoss: step % 2 === 0,
          }),
        )
        if (stepsPerRun !== undefined && stepsPerRun > 1) {
          await trainer.run(inputs)
          expectClose(await trainer.readParameters(), values.at(-1)!)
          return
        }
        for (const [step, { feeds, learningRate, withLoss }] of inputs.entries()) {
          const metrics = await trainer.step(feeds, learningRate, withLoss)
          expectClose(await trainer.readParameters(), values[step]!)
          if (given.averages) expectClose(await trainer.readParameters({ averaged: true }), given.averages[step]!)
          if (given.norms && withLoss) expect(metrics!['metric/gradient-norm']).toBeCloseTo(given.norms[step]!, 4)
        }
      } finally {
        await trainer.close()
      }
    })
  })
}
