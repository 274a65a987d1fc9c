// The first steps of training from one seed, by the float64 reference and on a provider.
import { evaluate, type Feeds, type InputAttributes, Random, type Shape, type Tensor } from '@infonce/core'
import { LEARNING_RATE, STEP } from '@infonce/nn'
import { type HostTensor, hostTensor, type Provider, Trainer } from '@infonce/runtime'
import { expect } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { imagesInMemory } from './data/images.js'
import { initialize, trainingGraphs } from './graphs.js'
import { ImageBatches } from './image-batches.js'

/** Milliseconds that WebGPU may take: without a graphics card its first step compiles hundreds of shaders in software. */
export const SHADERS_TIMEOUT = 240_000
const STEPS = 3
const RATE = 0.05
const common: ConfigurationInput = {
  ...{
    size: 8,
    batch: 4,
    seed: 9,
    epochs: 9,
    depth: 8,
    widthFactor: 0.25,
    headWidth: 8,
    embedding: 6,
    temperature: 0.3,
  },
  level: { mean: [0.5, 0.4, 0.4], deviation: [0.25, 0.3, 0.3] },
}

/** Networks of both kinds, all methods, normalizations and optimizers. */
export const trainedModels: readonly { readonly name: string; readonly configuration: ConfigurationInput }[] = [
  { name: 'simclr of a residual network with batch normalization by SGD', configuration: { ...common, blur: 0.5 } },
  {
    name: 'moco of a residual network with batch normalization by LARS',
    configuration: {
      ...common,
      ...{
        method: 'moco',
        queue: 6,
        keyMomentum: 0.9,
        optimizer: 'lars',
        stem: 'imagenet',
      },
      size: 16,
    },
  },
  {
    name: 'supcon of plain convolutions with group normalization by AdamW',
    configuration: {
      ...common,
      ...{ method: 'supcon', network: 'convolutional', widthFactor: 0.0625, normalization: 'group', groups: 2 },
      ...{ optimizer: 'adamw', objective: 'logistic' },
    },
  },
  {
    name: 'simclr of three views, of plain convolutions with layer normalization by SGD',
    configuration: {
      ...common,
      ...{ views: 3, network: 'convolutional', widthFactor: 0.0625, normalization: 'layer' },
    },
  },
]

type Numbers = Readonly<Record<string, ArrayLike<number>>>
interface Trajectory {
  readonly losses: readonly number[]
  readonly parameters: Numbers
  readonly state: Numbers
}

/** Everything that both sides start from, and the batches. */
function prepare(input: ConfigurationInput) {
  const configuration = parseConfiguration(input)
  const random = Random.fromSeed(2)
  const { size, channels } = configuration
  const images = Array.from({ length: 8 }, (_, n) => ({
    name: `image ${n}`,
    labels: { class: n % 2 === 0 ? 'a' : 'b' },
    pixels: Uint8Array.from({ length: channels * size * size }, (_, i) =>
      Math.floor(128 + 80 * Math.sin(i / (1.3 + n)) + 40 * (random.uniform() - 0.5)),
    ),
  }))
  return {
    graphs: trainingGraphs(configuration),
    batches: new ImageBatches(imagesInMemory({ images, size, channels }), configuration),
    start: (values: Readonly<Record<string, HostTensor>>) => initialize(configuration, values),
  }
}

const nameOf = (node: Tensor): string => (node as Tensor<InputAttributes>).attributes.name
const numbersOf = (tensors: Readonly<Record<string, HostTensor>>): Numbers =>
  Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Array.from(data, Number)]))

async function onReference(configuration: ConfigurationInput): Promise<Trajectory> {
  const { graphs, batches, start } = prepare(configuration)
  const step = graphs.step()
  const countsSteps = step.inputs.some((node) => nameOf(node) === STEP)
  const filled = (shape: Shape, value: number): HostTensor => {
    const dims = shape as readonly number[]
    return hostTensor('float32', dims, new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(value))
  }
  const values = Object.fromEntries([
    ...graphs.definition.parameters.map((node) => [nameOf(node), filled(node.shape, 0)] as const),
    ...graphs.stateSlots.map(({ name, shape, initial }) => [name, filled(shape, initial)] as const),
  ])
  start(values)
  let kept: Record<string, { shape: readonly number[]; data: ArrayLike<number> }> = Object.fromEntries(
    Object.entries(values).map(([name, { dims, data }]) => [name, { shape: dims, data: Array.from(data, Number) }]),
  )
  const losses: number[] = []
  for (let k = 0; k < STEPS; k++) {
    const { feeds } = (await batches.take())!
    const fed: Record<string, Feeds[string]> = { ...kept, [LEARNING_RATE]: RATE, ...(countsSteps && { [STEP]: k + 1 }) }
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
    threads: 1,
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
 * Of the largest number of each. AdamW divides what it knows of a gradient by its size, so that small ones carry their
 * rounding into parameters at full length; its state tells how near the gradients were.
 */
const TOLERANCE = { parameters: 2e-3, state: 3e-4 } as const

/** Expects a provider to follow the reference for three steps: losses to 1e-5, all else to {@link TOLERANCE}. */
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
