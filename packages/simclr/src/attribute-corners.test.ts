// No attribute in the files of a model means something else to another runtime.
import { expect, it } from 'vitest'
import { graphCorners } from '../../onnx/src/attribute-corners.fixture.js'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { encoderGraph, trainingGraphs } from './graphs.js'

const small = { size: 16, headWidth: 6, embedding: 4, batch: 6, widthFactor: 0.125 }

it.each<[string, ConfigurationInput]>([
  ['a residual network', { ...small, depth: 8 }],
  ['a wide one, in tiles', { ...small, depth: 8, widthFactor: 4 }],
  ['a momentum encoder', { ...small, method: 'moco', queue: 8, network: 'convolutional' }],
  ['supervised contrast', { ...small, method: 'supcon', depth: 26, stem: 'imagenet', normalization: 'layer' }],
])('of %s', (_, input) => {
  const configuration = parseConfiguration(input)
  const graphs = trainingGraphs(configuration)
  for (const graph of [graphs.loss(), graphs.gradient(), graphs.step()]) expect(graphCorners(graph)).toEqual([])
  expect(graphCorners(encoderGraph(configuration), true)).toEqual([])
})
