// The graphs that a model exports are read back from their files: loss, gradient and step of every objective.
import { readFileSync } from 'node:fs'
import { evaluate, type Feed } from '@infonce/core'
import { readModel, toModel } from '@infonce/onnx'
import { describe, expect, it } from 'vitest'
import type { Configuration } from './configuration.js'
import { trainingGraphs } from './graphs.js'
import type { BlockSizes } from './skip-gram.js'

type Values = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>
interface Fixture {
  readonly learningRate: number
  readonly cases: readonly {
    readonly name: string
    readonly configuration: Configuration
    readonly vocabulary: number
    readonly sizes: BlockSizes
    readonly parameters: Values
    readonly batch: Values
    readonly results: Readonly<Record<'loss' | 'gradient' | 'step', Values>>
  }[]
}

const path = new URL('./fixtures/exported-models.json', import.meta.url)
const { cases, learningRate } = JSON.parse(readFileSync(path, 'utf8')) as Fixture

describe.each(cases)('$name', ({ configuration, vocabulary, sizes, parameters, batch, results }) => {
  const graphs = trainingGraphs(vocabulary, configuration, sizes)
  const values: Values = { ...parameters, ...batch, 'learning-rate': { shape: [], data: [learningRate] } }

  it.each(['loss', 'gradient', 'step'] as const)('%s.onnx', (kind) => {
    const graph = graphs[kind]()
    const model = readModel(toModel(graph))
    expect(model.inputs.map(({ attributes }) => attributes.name)).toEqual(
      graph.inputs.map(({ attributes }) => (attributes as { name: string }).name),
    )
    expect(model.metadata).toEqual(graph.metadata)
    const feeds: Record<string, Feed> = {}
    for (const { attributes } of model.inputs) feeds[attributes.name] = values[attributes.name]!
    const found = evaluate(model.outputs, feeds, model.inputs)
    expect(Object.keys(found)).toEqual(Object.keys(results[kind]))
    for (const [name, { shape, data }] of Object.entries(results[kind])) {
      expect(found[name]!.shape, name).toEqual(shape)
      data.forEach((wanted, i) => {
        expect(Math.abs(found[name]!.data[i]! - wanted), `${name}[${i}]`).toBeLessThan(
          1e-5 * Math.max(1, Math.abs(wanted)),
        )
      })
    }
  })
})
