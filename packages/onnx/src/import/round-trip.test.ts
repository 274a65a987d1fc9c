// Everything that toModel writes can be read back: every operation, its gradients, and random named sizes.
import { evaluate, type Graph, inputsOf } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { operationSweep } from '../../../core/src/operation-sweep.fixture.js'
import { withGradients } from '../sweep-gradients.fixture.js'
import { toModel } from '../to-model.js'
import { readModel } from './read-model.js'

describe.each(operationSweep)('$title', (sweepCase) => {
  it('is read back with its gradients', () => {
    const { outputs, feeds } = withGradients(sweepCase)
    const graph: Graph = { name: 'test', inputs: inputsOf(Object.values(outputs)), outputs, metadata: {} }
    const model = readModel(toModel(graph))
    const written = evaluate(outputs, feeds)
    const read = evaluate(model.outputs, feeds, model.inputs)
    for (const name of Object.keys(outputs)) {
      expect(read[name]!.shape).toEqual(written[name]!.shape)
      expect(read[name]!.dtype).toBe(written[name]!.dtype)
      // Constants are rounded to float32 in the file; sums of them (the tiles of a convolution) may cancel,
      // so the bar is of the largest value of the tensor.
      const largest = written[name]!.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
      read[name]!.data.forEach((found, i) => {
        const error = Math.abs(found - written[name]!.data[i]!)
        expect(error, `${name}[${i}]`).toBeLessThanOrEqual(5e-7 * largest)
      })
    }
  })
})
