// Loss, gradients, a step and representations against PyTorch in float64. tools/oracles/README.md says how these were made.
import { readFileSync } from 'node:fs'
import { evaluate, type Feeds, type Graph, type InputAttributes, type Tensor } from '@infonce/core'
import { LEARNING_RATE, STEP } from '@infonce/nn'
import { toModel } from '@infonce/onnx'
import { choicesOf, type HostTensor, hostTensor, openSession } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type Configuration, type ConfigurationInput, parseConfiguration, settings } from './configuration.js'
import { encoderGraph, trainingGraphs } from './graphs.js'
import { residualForms } from './network/residual-forms.js'
import { countedNumbers } from './testing/counted.js'

/** The length of a vector, and its products with vectors of signs. */
type Summary = readonly number[]
interface Case {
  readonly configuration: ConfigurationInput
  /** Slots of the queue that hold keys. */
  readonly filled: number
  readonly loss: number
  readonly metrics: Readonly<Record<string, number>>
  readonly found: Readonly<Record<string, Summary>>
}
const { cases, rate, step, labels } = JSON.parse(
  readFileSync(new URL('./fixtures/pytorch-simclr.json', import.meta.url), 'utf8'),
) as { cases: readonly Case[]; rate: number; step: number; labels: number[] }

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)
const counted = (name: string, shape: readonly number[], scale: number): number[] =>
  countedNumbers(name, product(shape)).map((x) => x / scale)

/** What a parameter, or state that is carried, starts from. */
function startOf(name: string, shape: readonly number[]): number[] {
  const last = name.split('.').at(-1)!
  if (last === 'variance') return counted(name, shape, 128).map((x) => 1 + x)
  if (last === 'gain') return counted(name, shape, 256).map((x) => 1 + x)
  let scale = shape.length === 1 ? 128 : 64
  while (shape.length > 1 && scale * scale < 2048 * product(shape.slice(1))) scale *= 2
  const start = counted(name, shape, scale)
  return last === 'squares' ? start.map((x) => x * x + 2 ** -12) : start
}

function queueOf(shape: readonly number[]): number[] {
  const keys = counted('queue', shape, 64)
  const width = shape[1]!
  return keys.map((x, i) => {
    const row = i - (i % width)
    return x / Math.hypot(...keys.slice(row, row + width))
  })
}

/** What an input is fed, by its name. */
function fed(name: string, shape: readonly number[], { filled }: Case): number[] {
  const [kind, short] = [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)]
  if (name === 'state/queue.keys') return queueOf(shape)
  if (name === 'state/queue.count') return [filled]
  if (kind === 'parameter' || kind === 'state') return startOf(short, shape)
  switch (name) {
    case 'batch/images':
      return counted(short, shape, 1).map((x) => (x + 99) / 256)
    case 'batch/flip':
      return counted(short, shape, 1).map((x) => Math.abs(x % 2))
    case 'batch/color':
      return counted(short, shape, 256).map((x, i) => x + (i % 9 === 0 || i % 9 === 4 || i % 9 === 8 ? 1 : 0))
    case 'batch/labels':
      return labels
    case LEARNING_RATE:
      return [rate]
    case STEP:
      return [step]
    default:
      throw new Error(`nothing is known of ${name}`)
  }
}

type Inputs = readonly Tensor<InputAttributes>[]
type Outputs = Readonly<Record<string, { readonly data: ArrayLike<number> }>>

const feedsOf = ({ inputs }: Graph, each: Case): Record<string, { shape: number[]; data: number[] }> =>
  Object.fromEntries(
    (inputs as Inputs).map(({ attributes: { name }, shape }) => {
      const dims = shape.map((side) => (side === 'N' ? labels.length : (side as number)))
      return [name, { shape: dims, data: fed(name, dims, each) }]
    }),
  )

const inReference = async (graph: Graph, feeds: ReturnType<typeof feedsOf>): Promise<Outputs> =>
  evaluate(graph.outputs, feeds as Feeds)

async function onRuntime(graph: Graph, feeds: ReturnType<typeof feedsOf>): Promise<Outputs> {
  const session = await openSession(toModel(graph), { provider: 'cpu', threads: 1 })
  const given = (graph.inputs as Inputs).map(({ attributes: { name }, dtype }): [string, HostTensor] => {
    const { shape, data } = feeds[name]!
    return [
      name,
      dtype === 'int32'
        ? hostTensor('int32', shape, Int32Array.from(data))
        : hostTensor('float32', shape, Float32Array.from(data)),
    ]
  })
  const found = await session.run(Object.fromEntries(given))
  await session.close()
  return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, { data: Array.from(data, Number) }]))
}

/** By the names of the fixture: parameters after a step less those before. */
function namedAsThere(
  outputs: Outputs,
  shapes: ReadonlyMap<string, readonly number[]>,
): Map<string, ArrayLike<number>> {
  return new Map(
    Object.entries(outputs).map(([name, { data }]) => {
      const parameter = /^next\/parameter\/(.*)$/.exec(name)?.[1]
      if (parameter === undefined) return [name, data]
      const before = startOf(parameter, shapes.get(parameter)!)
      return [`change/${parameter}`, Array.from(data, (x, i) => x - before[i]!)]
    }),
  )
}

interface Expected {
  readonly each: Case
  readonly names: readonly string[]
  readonly shapes: ReadonlyMap<string, readonly number[]>
}

/** Expects vectors that differ from those of PyTorch by no more than a share of their length. */
function expectAgreement(outputs: Outputs, { each, names, shapes }: Expected, tolerance: number): void {
  const found = namedAsThere(outputs, shapes)
  const near = (value: number, expected: number, scale: number, what: string) =>
    expect(Math.abs(value - expected) / scale, `${what}: ${value}, expected ${expected}`).toBeLessThan(tolerance)
  for (const name of names) {
    const [length, ...products] = each.found[name]!
    const data = Array.from(found.get(name) ?? [])
    expect(data.length, name).toBeGreaterThan(0)
    expect(length, name).toBeGreaterThan(0)
    near(Math.hypot(...data), length!, length!, `length of ${name}`)
    for (const [k, expected] of products.entries()) {
      const signs = countedNumbers(`${name} ${k}`, data.length)
      const sum = data.reduce((total, x, i) => total + (signs[i]! > 0 ? x : -x), 0)
      near(sum, expected, length!, `product ${k} of ${name}`)
    }
  }
  if ('loss' in outputs)
    for (const [name, value] of [['loss', each.loss] as const, ...Object.entries(each.metrics)])
      near(outputs[name === 'loss' ? 'loss' : `metric/${name}`]!.data[0]!, value, 1, name)
}

it('has every setting', () => {
  const configurations = cases.map(({ configuration }) => parseConfiguration(configuration))
  const all = (field: keyof Configuration, values: readonly unknown[]) =>
    expect([...new Set(configurations.map((each) => each[field]))].sort(), field).toEqual([...values].sort())
  all('method', choicesOf(settings, 'method'))
  all('network', choicesOf(settings, 'network'))
  all('normalization', choicesOf(settings, 'normalization'))
  all('objective', choicesOf(settings, 'objective'))
  all('optimizer', choicesOf(settings, 'optimizer'))
  all('stem', choicesOf(settings, 'stem'))
  all('headLayers', [1, 2, 3])
  all('channels', [1, 3])
  for (const method of ['simclr', 'supcon'])
    expect(
      configurations.some((each) => each.method === method && each.views > 2),
      method,
    ).toBe(true)
  for (const method of choicesOf(settings, 'method'))
    expect(configurations.filter((each) => each.method === method).length).toBeGreaterThan(1)
  const moco = cases.filter(({ configuration }) => configuration.method === 'moco')
  expect(new Set(moco.map(({ configuration }) => configuration.batchKeys)).size).toBe(2)
  const shares = moco.map(({ configuration, filled }) => filled / configuration.queue!)
  expect([Math.min(...shares), Math.max(...shares), shares.some((x) => x > 0 && x < 1)]).toEqual([0, 1, true])
  expect(configurations.some(({ depth }) => residualForms[depth]!.bottleneck)).toBe(true)
})

describe.each(
  cases.map((each) => {
    const { network, depth, method, objective, normalization, optimizer, views } = each.configuration
    const name = network === 'resnet' ? `resnet ${depth}` : network
    return {
      title: `${name}, ${normalization} normalization, ${method} of ${views} views, ${objective}, ${optimizer}`,
      each,
    }
  }),
)('$title', ({ each }) => {
  const configuration = parseConfiguration(each.configuration)
  const graphs = trainingGraphs(configuration)
  const shapes = new Map(
    (graphs.definition.parameters as Inputs).map(({ attributes: { name }, shape }) => [
      name.slice('parameter/'.length),
      shape as readonly number[],
    ]),
  )
  const parts = {
    gradient: graphs.gradient(),
    step: graphs.step(),
    encoder: encoderGraph(configuration),
  }
  const partOf = (name: string): keyof typeof parts =>
    name.startsWith('gradient/') ? 'gradient' : /^(next|change)\//.test(name) ? 'step' : 'encoder'
  const namesOf = (part: keyof typeof parts) => Object.keys(each.found).filter((name) => partOf(name) === part)

  it('has the parameters and the state of PyTorch', () => {
    const outputs = (part: keyof typeof parts, pattern: RegExp) =>
      Object.keys(parts[part].outputs)
        .filter((name) => pattern.test(name))
        .map((name) => name.replace('next/parameter/', 'change/'))
        .sort()
    expect(outputs('gradient', /^gradient\//)).toEqual(namesOf('gradient').sort())
    expect(outputs('step', /^next\//)).toEqual(namesOf('step').sort())
    expect(outputs('encoder', /./)).toEqual(['h', 'quarters', 'z'])
  })

  it.each(['gradient', 'step', 'encoder'] as const)('%s: agrees in the reference and on ONNX Runtime', async (part) => {
    const graph = parts[part]
    const feeds = feedsOf(graph, each)
    const expected = { each, names: namesOf(part), shapes }
    expectAgreement(await inReference(graph, feeds), expected, 1e-9)
    expectAgreement(await onRuntime(graph, feeds), expected, 1e-4)
  })
})
