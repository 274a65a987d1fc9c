// No attribute in the files of a model means something else to another runtime.

import { choicesOf } from '@infonce/runtime'
import { expect, it } from 'vitest'
import { graphCorners } from '../../onnx/src/attribute-corners.fixture.js'
import { parseConfiguration, settings } from './configuration.js'
import { encoderGraph, streamGraph, trainingGraphs } from './graphs.js'

it.each(choicesOf(settings, 'context'))('of a model whose context is %s', (context) => {
  const configuration = parseConfiguration({ context, widths: [5, 6], kernels: [5, 3], strides: [3, 2], frames: 16 })
  const graphs = trainingGraphs(configuration)
  for (const graph of [graphs.loss(), graphs.gradient(), graphs.step()]) expect(graphCorners(graph)).toEqual([])
  for (const graph of [encoderGraph(configuration), streamGraph(configuration)])
    expect(graphCorners(graph, true)).toEqual([])
})
