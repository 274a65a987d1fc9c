// The first steps of training from one seed, by the float64 reference and on a provider.
import { evaluate, type Feeds, type InputAttributes, Random, type Tensor } from '@infonce/core'
import { LEARNING_RATE, STEP } from '@infonce/nn'
import { type HostTensor, hostTensor, type Provider, Trainer } from '@infonce/runtime'
import { expect } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { seriesInMemory } from './data/series.js'
import { initialize, trainingGraphs } from './graphs.js'
import { WindowBatches } from './window-batches.js'

/** Milliseconds that WebGPU may take: without a graphics card its first step compiles hundreds of shaders in software. */
export const SHADERS_TIMEOUT = 240_000
const STEPS = 3
const RATE = 3e-3
const common: ConfigurationInput = { rate: null, steps: 2, batch: 4, seed: 9, widths: [6, 8], kernels: [4, 3] }

/** Models of both contexts and normalizations, and all sources of negatives but the own sequence. */
export const trainedModels: readonly { readonly name: string; readonly configuration: ConfigurationInput }[] = [
  {
    name: 'convolution, negatives of other sequences',
    configuration: {
      ...common,
      ...{ strides: [2, 2], context: 'convolution', contextWidth: 5, contextKernel: 2, contextLayers: 2 },
      ...{ normalization: 'none', temperature: 0.5, negatives: 8, frames: 7, ownSequence: false },
    },
  },
  {
    name: 'gru, negatives of batch and speaker',
    configuration: {
      ...common,
      ...{ gain: 1.5, strides: [3, 2], contextWidth: 6, negatives: 9, frames: 5, scope: 'mixed', speakerWindows: 2 },
    },
  },
]

type Numbers = Readonly<Record<string, ArrayLike<number>>>
interface Trajectory {
  readonly losses: readonly number[]
  readonly parameters: Numbers
  readonly state: Numbers
}

/** Everything that both sides start from, and the batches. One of the series ends before a window does. */
function prepare(input: ConfigurationInput) {
  const configuration = parseConfiguration(input)
  const random = Random.fromSeed(2)
  const series = Array.from({ length: 6 }, (_, i) => ({
    name: `series ${i}`,
    labels: { speaker: i % 2 === 0 ? 'a' : 'b' },
    samples: Float32Array.from({ length: i === 0 ? 22 : 90 }, (_, t) => Math.sin(t / (2 + i)) + random.uniform() - 0.5),
  }))
  return {
    graphs: trainingGraphs(configuration),
    batches: new WindowBatches(seriesInMemory({ series }), configuration),
    start: (values: Readonly<Record<string, HostTensor>>) => initialize(configuration, values),
  }
}

const nameOf = (node: Tensor): string => (node as Tensor<InputAttributes>).attributes.name
const numbersOf = (tensors: Readonly<Record<string, HostTensor>>): Numbers =>
  Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Array.from(data, Number)]))

async function onReference(configuration: ConfigurationInput): Promise<Trajectory> {
  const { graphs, batches, start } = prepare(configuration)
  const step = graphs.step()
  const parameters = Object.fromEntries(
    graphs.definition.parameters.map((node) => {
      const shape = node.shape as number[]
      const count = shape.reduce((a, b) => a * b, 1)
      return [nameOf(node), hostTensor('float32', shape, new Float32Array(count))]
    }),
  )
  start(parameters)
  let kept: Record<string, { shape: readonly number[]; data: ArrayLike<number> }> = Object.fromEntries([
    ...Object.entries(parameters).map(([name, { dims, data }]) => [
      name,
      { shape: dims, data: Array.from(data, Number) },
    ]),
    ...graphs.stateSlots.map(({ name, shape, initial }) => {
      const count = (shape as number[]).reduce((a, b) => a * b, 1)
      return [name, { shape, data: new Float64Array(count).fill(initial) }]
    }),
  ])
  const losses: number[] = []
  for (let k = 0; k < STEPS; k++) {
    const { feeds } = (await batches.take())!
    const fed: Record<string, Feeds[string]> = { ...kept, [LEARNING_RATE]: RATE, [STEP]: k + 1 }
    for (const [name, { dims, data }] of Object.entries(feeds))
      fed[name] = { shape: dims, data: Array.from(data, Number) }
    const found = evaluate(step.outputs, fed)
    losses.push(found.loss!.data[0]!)
    kept = Object.fromEntries(Object.keys(kept).map((name) => [name, found[`next/${name}`]!]))
  }
  const those = (prefix: string) =>
    Object.fromEntries(
      Object.entries(kept).flatMap(([name, { data }]) => (name.startsWith(prefix) ? [[name, data]] : [])),
    )
  return { losses, parameters: those('parameter/'), state: those('state/') }
}

async function onProvider(configuration: ConfigurationInput, provider: Provider): Promise<Trajectory> {
  const { graphs, batches, start } = prepare(configuration)
  const trainer = await Trainer.open(graphs, {
    sizes: {},
    initialize: start,
    provider,
    strict: true,
    threads: 2,
  })
  const losses: number[] = []
  for (let k = 0; k < STEPS; k++) {
    const { feeds } = (await batches.take())!
    losses.push((await trainer.step(feeds, RATE, true))!.loss!)
  }
  const parameters = numbersOf(await trainer.readParameters())
  const state = numbersOf(await trainer.readState())
  await trainer.close()
  return { losses, parameters, state }
}

/**
 * Of the largest number of each. Adam divides what it knows of a gradient by its size, so that small ones carry their
 * rounding into parameters at full length; its state tells how near the gradients were.
 */
const TOLERANCE = { parameters: 2e-3, state: 1e-4 } as const

/** Expects a provider to follow the reference for three steps of Adam: losses to 1e-5, all else to {@link TOLERANCE}. */
export async function expectFirstSteps(configuration: ConfigurationInput, provider: Provider): Promise<void> {
  const expected = await onReference(configuration)
  const found = await onProvider(configuration, provider)
  expect(found.losses.length).toBe(STEPS)
  for (const [k, loss] of found.losses.entries())
    expect(Math.abs(loss / expected.losses[k]! - 1), `loss of step ${k + 1}: ${loss}`).toBeLessThan(1e-5)
  for (const of of ['parameters', 'state'] as const) {
    expect(Object.keys(found[of]).sort()).toEqual(Object.keys(expected[of]).sort())
    for (const [name, wanted] of Object.entries(expected[of])) {
      const largest = Math.max(...Array.from(wanted, Math.abs))
      const data = found[of][name]!
      expect(data.length, name).toBe(wanted.length)
      // Zeros would say nothing: no gradient came there.
      expect(largest, name).toBeGreaterThan(0)
      const error = Math.max(...Array.from(wanted, (value, i) => Math.abs(data[i]! - value)))
      expect(error / largest, name).toBeLessThan(TOLERANCE[of])
    }
  }
}
