// The graphs that a model exports are read back from their files: loss, gradient and step of every objective.
import { evaluate, type Feed } from '@infonce/core'
import { readModel, toModel } from '@infonce/onnx'
import { describe, expect, it } from 'vitest'
import { exportedModels, type Values } from './exported-models.fixture.js'
import { trainingGraphs } from './graphs.js'

const { cases, learningRate } = exportedModels

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
