// The two forms of a recurrence in a file: one node for sequences of any length, and steps for training.
import {
  evaluate,
  gradient,
  gru,
  input,
  inputsOf,
  Random,
  reduceSum,
  type Shape,
  type Tensor,
  toDense,
} from '@infonce/core'
import * as ort from 'onnxruntime-node'
import { expect, it } from 'vitest'
import { describeModel } from './describe-model.js'
import { toModel } from './to-model.js'

const shapes = { W: [12, 3], R: [12, 4], biasW: [12], biasR: [12] }
const weights = Object.entries(shapes).map(([name, shape]) => input(`parameter/${name}`, 'float32', shape))
const over = (steps: Shape[number]): Tensor[] => [
  input('batch/x', 'float32', [steps, 'N', 3]),
  ...weights,
  input('state', 'float32', ['N', 4]),
]
const states = (inputs: readonly Tensor[]): Tensor =>
  gru(...(inputs as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]))

const modelOf = (outputs: Record<string, Tensor>): Uint8Array<ArrayBuffer> =>
  toModel({ name: 'recurrence', inputs: inputsOf(Object.values(outputs)), outputs, metadata: {} })

it('runs on sequences of any length from one file, as one node', async () => {
  const y = states(over('T'))
  const model = modelOf({ y })
  expect(describeModel(model).operators).toEqual({ Unsqueeze: 4, Concat: 1, GRU: 1, Squeeze: 1 })
  const session = await ort.InferenceSession.create(model)
  const random = Random.fromSeed(4)
  for (const [steps, sequences] of [
    [1, 1],
    [5, 2],
    [17, 3],
  ] as const) {
    const all = { 'batch/x': [steps, sequences, 3], state: [sequences, 4] }
    for (const [name, shape] of Object.entries(shapes)) Object.assign(all, { [`parameter/${name}`]: shape })
    const feeds = Object.fromEntries(
      Object.entries(all as Record<string, number[]>).map(([name, shape]) => {
        const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal())
        return [name, { shape, data }]
      }),
    )
    const fed = Object.entries(feeds).map(([name, { shape, data }]) => [name, new ort.Tensor('float32', data, shape)])
    const { y: found } = await session.run(Object.fromEntries(fed))
    expect(found!.dims).toEqual([steps, sequences, 4])
    evaluate(y, feeds).data.forEach((wanted, i) => {
      expect(Math.abs((found!.data as Float32Array)[i]! - wanted), `entry ${i}`).toBeLessThan(1e-5)
    })
  }
  await session.release()
})

it('computes gates once in a training step', () => {
  const inputs = over(6)
  const y = states(inputs)
  const gradients = gradient(reduceSum(y), inputs).map(toDense)
  const model = modelOf({ y, ...Object.fromEntries(gradients.map((each, i) => [`gradient/${i}`, each])) })
  const { Sigmoid, Tanh, GRU } = describeModel(model).operators
  expect([Sigmoid, Tanh, GRU]).toEqual([6, 6, undefined])
})
