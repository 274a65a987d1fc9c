// No attribute in the files of a model means something else to another runtime.
import { expect, it } from 'vitest'
import { graphCorners } from '../../onnx/src/attribute-corners.fixture.js'
import { losses, parseConfiguration } from './configuration.js'
import { encoderGraph, trainingGraphs } from './graphs.js'

it.each(losses)('of a model with the loss %s', (loss) => {
  const configuration = parseConfiguration({ dim: 4, window: 2, loss })
  const graphs = trainingGraphs(20, configuration, { anchors: 3, noise: 5 })
  for (const graph of [graphs.loss(), graphs.gradient(), graphs.step()]) expect(graphCorners(graph)).toEqual([])
  expect(graphCorners(encoderGraph(20, configuration), true)).toEqual([])
})
