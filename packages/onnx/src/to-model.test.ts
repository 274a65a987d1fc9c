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
} from '@infonce/core'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { operationSweep, prepareCase } from '../../core/src/operation-sweep.fixture.js'
import { describeModel } from './describe-model.js'
import { toModel } from './to-model.js'

const graphOf = (outputs: Record<string, Tensor>): Graph => ({
  name: 'test',
  inputs: inputsOf(Object.values(outputs)),
  outputs,
  metadata: { paper: 'van den Oord et al. 2018' },
})

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

async function run(outputs: Record<string, Tensor>, feeds: Feeds): Promise<ort.InferenceSession.OnnxValueMapType> {
  const graph = graphOf(outputs)
  const session = await ort.InferenceSession.create(toModel(graph), { logSeverityLevel: 3 })
  const fed = Object.fromEntries(
    describeModel(toModel(graph)).inputs.map(({ name, dtype }) => {
      const { data, shape } = feeds[name] as { data: number[]; shape: number[] }
      const typed = arrays[dtype as keyof typeof arrays].from(data)
      return [name, new ort.Tensor(dtype as 'float32', typed as Float32Array, shape)]
    }),
  )
  return session.run(fed)
}

function expectClose(found: ort.Tensor, expected: { shape: readonly number[]; data: Float64Array }): void {
  expect([...found.dims]).toEqual(expected.shape)
  const data = Array.from(found.data as Float32Array, Number)
  data.forEach((value, i) => {
    const wanted = expected.data[i]!
    expect(Math.abs(value - wanted), `entry ${i}: ${value}, expected ${wanted}`).toBeLessThan(
      1e-5 * Math.max(1, Math.abs(wanted)),
    )
  })
}

describe.each(operationSweep)('$title on ONNX Runtime', (sweepCase) => {
  it('agrees with the reference, value and gradient', async () => {
    const { inputs, output, feeds } = prepareCase(sweepCase, 11)
    const outputs: Record<string, Tensor> = { output }
    const all: Record<string, Feeds[string]> = { ...feeds }
    if (output.dtype === 'float32') {
      const { shape } = evaluate(output, feeds)
      const random = Random.fromSeed(5)
      const data = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal())
      all['batch/weights'] = { shape, data }
      const loss = reduceSum(multiply(output, input('batch/weights', 'float32', output.shape)))
      const parameters = inputs.filter(({ dtype }) => dtype === 'float32')
      gradient(loss, parameters).forEach((expression, i) => {
        outputs[`gradient/${i}`] = toDense(expression)
      })
    }
    const needed = new Set(inputsOf(Object.values(outputs)).map(({ attributes }) => attributes.name))
    const fed = Object.fromEntries(Object.entries(all).filter(([name]) => needed.has(name)))
    const expected = evaluate(outputs, fed)
    const found = await run(outputs, fed)
    for (const name of Object.keys(outputs)) expectClose(found[name] as ort.Tensor, expected[name]!)
  })
})
