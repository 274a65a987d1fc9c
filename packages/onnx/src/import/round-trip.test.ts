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
      read[name]!.data.forEach((found, i) => {
        // Constants are rounded to float32 in the file.
        const wanted = written[name]!.data[i]!
        expect(Math.abs(found - wanted), `${name}[${i}]`).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(wanted)))
      })
    }
  })
})
