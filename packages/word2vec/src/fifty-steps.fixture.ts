// Fifty steps of skip-gram from one seed, by the float64 reference and on a provider.
import { evaluate, type Feeds } from '@infonce/core'
import { type HostTensor, type Provider, Trainer } from '@infonce/runtime'
import { expect } from 'vitest'
import { planBlocks } from './block-plan.js'
import { parseConfiguration } from './configuration.js'
import { textCorpus } from './corpus.js'
import { buildVocabulary } from './corpus-reader.js'
import { trainingGraphs } from './graphs.js'
import { SkipGramBatches } from './skip-gram-batches.js'

const STEPS = 50
const LEARNING_RATE = 0.05

const lines = Array.from({ length: 900 }, (_, i) =>
  Array.from({ length: 9 }, (_, j) => `word${(i * i + 3 * j * j + (i % 4) * j) % 37}`).join(' '),
)

interface Trajectory {
  readonly losses: readonly number[]
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>
}

/** Everything that both sides start from, and the batches. */
async function prepare() {
  const corpus = textCorpus(lines)
  const configuration = parseConfiguration({ dim: 12, window: 2, negatives: 4, minCount: 1, sample: 0, seed: 5 })
  const vocabulary = await buildVocabulary(corpus, { minCount: 1 })
  const plan = { ...planBlocks(vocabulary, configuration), blocks: 2 }
  const batches = new SkipGramBatches(corpus, vocabulary, configuration, plan)
  return { graphs: trainingGraphs(vocabulary.size, configuration, plan), sizes: { B: plan.blocks }, batches }
}

/** Numbers that are easy to tell apart, the same everywhere. */
function initialize(values: Readonly<Record<string, { data: HostTensor['data'] | Float64Array }>>): void {
  for (const [k, { data }] of Object.values(values).entries())
    for (let i = 0; i < data.length; i++) data[i] = Math.fround(0.2 * Math.sin(1 + 7 * k + i))
}

async function onReference(): Promise<Trajectory> {
  const { graphs, batches } = await prepare()
  const step = graphs.step()
  let parameters: Record<string, { shape: readonly number[]; data: Float64Array }> = Object.fromEntries(
    graphs.definition.parameters.map((node) => {
      const { name, shape } = node.attributes as { name: string; shape: number[] }
      return [name, { shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)) }]
    }),
  )
  initialize(parameters)
  const losses: number[] = []
  for (let k = 0; k < STEPS; k++) {
    const { feeds } = (await batches.take())!
    const fed: Record<string, Feeds[string]> = { ...parameters, 'learning-rate': LEARNING_RATE }
    const needed = new Set(step.inputs.map((node) => (node.attributes as { name: string }).name))
    for (const [name, { dims, data }] of Object.entries(feeds))
      if (needed.has(name)) fed[name] = { shape: dims, data: Array.from(data as ArrayLike<number>, Number) }
    const found = evaluate(step.outputs, fed)
    losses.push(found.loss!.data[0]!)
    parameters = Object.fromEntries(
      Object.keys(parameters).map((name) => {
        const { shape, data } = found[`next/${name}`]!
        return [name, { shape, data }]
      }),
    )
  }
  await batches.close()
  return { losses, parameters: Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data])) }
}

async function onProvider(provider: Provider, stepsPerRun: number): Promise<Trajectory> {
  const { graphs, sizes, batches } = await prepare()
  const trainer = await Trainer.open(graphs, { sizes, initialize, provider, strict: true, stepsPerRun, threads: 2 })
  const losses: number[] = []
  for (let k = 0; k < STEPS; k += trainer.stepsPerRun) {
    const steps = []
    for (let i = 0; i < trainer.stepsPerRun; i++) {
      const { feeds } = (await batches.take())!
      const kept = Object.entries(feeds).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }])
      steps.push({ feeds: Object.fromEntries(kept), learningRate: LEARNING_RATE, withLoss: true })
    }
    for (const metrics of await trainer.run(steps)) losses.push(metrics!.loss!)
  }
  const parameters = Object.entries(await trainer.readParameters()).map(([name, { data }]) => [name, data])
  await trainer.close()
  await batches.close()
  return { losses, parameters: Object.fromEntries(parameters) }
}

/**
 * Expects a provider to follow the reference for fifty steps: losses to 1e-4, parameters to 1e-3, relative to the
 * largest.
 */
export async function expectFiftySteps(provider: Provider, stepsPerRun = 1): Promise<void> {
  const expected = await onReference()
  const found = await onProvider(provider, stepsPerRun)
  expect(found.losses.length).toBe(STEPS)
  // Training must have gone somewhere for its end to say anything.
  expect(expected.losses.at(-1)! / expected.losses[0]!).toBeLessThan(0.9)
  for (const [k, loss] of found.losses.entries())
    expect(Math.abs(loss / expected.losses[k]! - 1), `loss of step ${k}: ${loss}`).toBeLessThan(1e-4)
  for (const [name, wanted] of Object.entries(expected.parameters)) {
    const largest = Math.max(...Array.from(wanted, Math.abs))
    const data = found.parameters[name]!
    const error = Math.max(...Array.from(wanted, (value, i) => Math.abs(data[i]! - value)))
    expect(error / largest, name).toBeLessThan(1e-3)
  }
}
