// Exported graphs of every objective against Python's ONNX Runtime. tools/oracles/README.md says how these were made.
import { evaluate, type Graph } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { type HostTensor, hostTensor, openSession } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { losses } from './configuration.js'
import { exportedModels, type Numbers, type Values } from './exported-models.fixture.js'
import { trainingGraphs } from './graphs.js'

const { cases, learningRate } = exportedModels

/** Numbers for the inputs of a graph, exactly those. */
function feedsOf(graph: Graph, values: Values): Record<string, Numbers & { readonly dtype: string }> {
  return Object.fromEntries(
    graph.inputs.map(({ attributes, dtype }) => {
      const { name } = attributes as { name: string }
      return [name, { ...values[name]!, dtype }]
    }),
  )
}

function tensorOf({ shape, data, dtype }: Numbers & { readonly dtype: string }): HostTensor {
  if (dtype === 'bool') return hostTensor('bool', shape, Uint8Array.from(data))
  return dtype === 'int32'
    ? hostTensor('int32', shape, Int32Array.from(data))
    : hostTensor('float32', shape, Float32Array.from(data))
}

function expectAgreement(
  found: Readonly<Record<string, { shape: readonly number[]; data: ArrayLike<number> }>>,
  expected: Values,
): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected))
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(found[name]!.shape, name).toEqual(shape)
    data.forEach((value, i) => {
      const difference = Math.abs(found[name]!.data[i]! - value) / Math.max(1, Math.abs(value))
      expect(difference, `${name}[${i}]`).toBeLessThan(1e-5)
    })
  }
}

it('has every objective', () => {
  expect(new Set(cases.map(({ configuration }) => configuration.loss))).toEqual(new Set(losses))
  for (const { results } of cases) expect(results.loss['metric/pairs']!.data[0]).toBeGreaterThan(3)
})

describe.each(cases)('$name', ({ configuration, vocabulary, sizes, parameters, batch, results }) => {
  const graphs = trainingGraphs(vocabulary, configuration, sizes)
  const values: Values = { ...parameters, ...batch, 'learning-rate': { shape: [], data: [Math.fround(learningRate)] } }

  it.each(['loss', 'gradient', 'step'] as const)('%s.onnx', async (kind) => {
    const graph = graphs[kind]()
    const feeds = feedsOf(graph, values)
    expectAgreement(evaluate(graph.outputs, feeds), results[kind])
    const session = await openSession(toModel(graph), { provider: 'cpu', threads: 1 })
    const found = await session.run(
      Object.fromEntries(Object.entries(feeds).map(([name, fed]) => [name, tensorOf(fed)])),
    )
    await session.close()
    const numbers = Object.entries(found).map(([name, { dims, data }]) => [
      name,
      { shape: dims, data: Array.from(data, Number) },
    ])
    expectAgreement(Object.fromEntries(numbers), results[kind])
  })
})
