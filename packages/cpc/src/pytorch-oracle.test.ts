// Loss, metrics of each step and every gradient against PyTorch in float64. tools/oracles/README.md says how these were made.
import { readFileSync } from 'node:fs'
import { evaluate, type Feeds, type InputAttributes, type NestedNumbers, type Tensor } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { choicesOf, type HostTensor, hostTensor, openSession } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration, settings } from './configuration.js'
import { trainingGraphs } from './graphs.js'

interface Fixture {
  readonly cases: readonly {
    readonly configuration: ConfigurationInput
    readonly parameters: Readonly<Record<string, NestedNumbers>>
    readonly batch: Readonly<Record<string, NestedNumbers>>
    readonly loss: number
    readonly steps: readonly Readonly<Record<'loss' | 'accuracy' | 'bound' | 'ceiling', number>>[]
    readonly gradients: Readonly<Record<string, NestedNumbers>>
  }[]
}

const path = new URL('./fixtures/pytorch-cpc.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as Fixture

const flat = (numbers: NestedNumbers): number[] =>
  typeof numbers === 'number' ? [numbers] : numbers.flatMap((each) => flat(each))

/** What PyTorch found, by the names of our outputs. */
function expectedOutputs({ loss, steps, gradients }: Fixture['cases'][number]): Map<string, number[]> {
  const outputs = new Map([['loss', [loss]]])
  for (const [k, step] of steps.entries())
    for (const [name, value] of Object.entries(step)) outputs.set(`metric/step-${k + 1}.${name}`, [value])
  for (const [name, numbers] of Object.entries(gradients)) outputs.set(name, flat(numbers))
  return outputs
}

/**
 * Expects outputs to differ by no more than a tolerance: relative to 1 for loss and metrics, whose terms are about that
 * even where they cancel; relative to the largest number of each gradient, 0.01 at least, for the same reason.
 */
function expectAgreement(
  found: Readonly<Record<string, { readonly data: ArrayLike<number> }>>,
  expected: ReadonlyMap<string, number[]>,
  tolerance: number,
): void {
  for (const [name, wanted] of expected) {
    const data = found[name]?.data
    expect(data?.length, name).toBe(wanted.length)
    const scale = Math.max(...wanted.map(Math.abs), name.startsWith('gradient/') ? 0.01 : 1)
    wanted.forEach((value, i) => {
      expect(Math.abs(data![i]! - value) / scale, `${name}[${i}]`).toBeLessThan(tolerance)
    })
  }
}

it('has every scope, context and normalization, and windows that end early', () => {
  const configurations = cases.map(({ configuration }) => parseConfiguration(configuration))
  for (const scope of choicesOf(settings, 'scope'))
    expect(configurations.some((each) => each.scope === scope)).toBe(true)
  for (const ownSequence of [true, false])
    expect(configurations.some((each) => each.scope === 'batch' && each.ownSequence === ownSequence)).toBe(true)
  for (const normalization of choicesOf(settings, 'normalization'))
    expect(configurations.some((each) => each.normalization === normalization)).toBe(true)
  for (const context of choicesOf(settings, 'context'))
    expect(configurations.some((each) => each.context === context)).toBe(true)
  expect(configurations.some(({ temperature }) => temperature !== 1)).toBe(true)
  const shortest = cases.map(({ batch }) => Math.min(...flat(batch['batch/valid-frames']!)))
  expect(configurations.some(({ frames }, i) => shortest[i]! < frames)).toBe(true)
})

describe.each(
  cases.map((each) => {
    const { context, scope, ownSequence = true } = each.configuration
    return { title: `${context}, negatives of scope ${scope}${ownSequence ? '' : ' but the own sequence'}`, ...each }
  }),
)('$title', ({ title: _, ...each }) => {
  const graph = trainingGraphs(parseConfiguration(each.configuration)).gradient()
  const inputs = graph.inputs as readonly Tensor<InputAttributes>[]
  const feeds: Feeds = { ...each.parameters, ...each.batch }
  const expected = expectedOutputs(each)

  it('has the parameters of PyTorch', () => {
    expect(inputs.map(({ attributes }) => attributes.name).sort()).toEqual(Object.keys(feeds).sort())
    const gradients = Object.keys(graph.outputs).filter((name) => name.startsWith('gradient/'))
    expect(gradients.sort()).toEqual(Object.keys(each.gradients).sort())
  })

  it('agrees in the reference', () => {
    expectAgreement(evaluate(graph.outputs, feeds), expected, 1e-10)
  })

  it('agrees on ONNX Runtime', async () => {
    const session = await openSession(toModel(graph), { provider: 'cpu', threads: 1 })
    const fed = inputs.map(({ attributes: { name }, dtype, shape }): [string, HostTensor] => {
      const [numbers, dims] = [flat(feeds[name] as NestedNumbers), shape as number[]]
      return [
        name,
        dtype === 'int32'
          ? hostTensor('int32', dims, Int32Array.from(numbers))
          : hostTensor('float32', dims, Float32Array.from(numbers)),
      ]
    })
    const found = await session.run(Object.fromEntries(fed))
    await session.close()
    const numbers = Object.entries(found).map(([name, { data }]) => [name, { data: Array.from(data, Number) }])
    expectAgreement(Object.fromEntries(numbers), expected, 1e-5)
  })
})
