// Everything that toModel writes can be read back: every operation, its gradients, and random named sizes.
import {
  evaluate,
  type Feeds,
  type Graph,
  gradient,
  input,
  inputsOf,
  multiply,
  Random,
  reduceSum,
  type Tensor,
  toDense,
  type Value,
} from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { operationSweep, prepareCase } from '../../../core/src/operation-sweep.fixture.js'
import { toModel } from '../to-model.js'
import { readModel } from './read-model.js'

/** The values of expressions, as the reference finds them before and after a file. */
function throughFile(outputs: Record<string, Tensor>, feeds: Feeds): [Record<string, Value>, Record<string, Value>] {
  const inputs = inputsOf(Object.values(outputs))
  const graph: Graph = { name: 'test', inputs, outputs, metadata: {} }
  const model = readModel(toModel(graph))
  const fed = Object.fromEntries(inputs.map(({ attributes: { name } }) => [name, feeds[name]!]))
  return [evaluate(outputs, fed), evaluate(model.outputs, fed, model.inputs)]
}

describe.each(operationSweep)('$title', (sweepCase) => {
  it('is read back with its gradients', () => {
    const { inputs, output, feeds } = prepareCase(sweepCase, 13)
    const outputs: Record<string, Tensor> = { output }
    const all: Record<string, Feeds[string]> = { ...feeds }
    if (output.dtype === 'float32') {
      const { shape } = evaluate(output, feeds)
      const random = Random.fromSeed(7)
      const data = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal())
      all['batch/weights'] = { shape, data }
      const loss = reduceSum(multiply(output, input('batch/weights', 'float32', output.shape)))
      const differentiable = inputs.filter(({ dtype }) => dtype === 'float32')
      gradient(loss, differentiable).forEach((expression, i) => {
        outputs[`gradient/${i}`] = toDense(expression)
      })
    }
    const [written, read] = throughFile(outputs, all)
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
