// No attribute that is written means something else to another runtime, and ReLU's gradient is what it should be.
import { evaluate, gradient, input, inputsOf, reduceSum, relu, type Tensor, toDense } from '@infonce/core'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { operationSweep, sweepSizes } from '../../core/src/operation-sweep.fixture.js'
import { attributeCorners } from './attribute-corners.fixture.js'
import { floats, modelOf } from './import/model-of-nodes.fixture.js'
import { withGradients } from './sweep-gradients.fixture.js'
import { toModel } from './to-model.js'

const fileOf = (outputs: Record<string, Tensor>, sizes = {}): Uint8Array<ArrayBuffer> =>
  toModel({ name: 'corners', inputs: inputsOf(Object.values(outputs)), outputs, metadata: {} }, { sizes })

describe('attributes', () => {
  it.each(operationSweep)('of $title and its gradients sit on no corner', (sweepCase) => {
    const { outputs } = withGradients(sweepCase)
    expect(attributeCorners(fileOf(outputs))).toEqual([])
    expect(attributeCorners(fileOf(outputs, sweepSizes))).toEqual([])
  })

  it('on corners are found', () => {
    const attributes = { alpha: { float: 2 ** 100 }, beta: { float: 0 } }
    const model = modelOf({
      inputs: [{ name: 'x', shape: [2, 3] }],
      initializers: { ones: floats([3], 1, 1, 1) },
      nodes: [
        { operator: 'HardSigmoid', inputs: ['x'], outputs: ['h'], attributes },
        {
          operator: 'LayerNormalization',
          inputs: ['h', 'ones'],
          outputs: ['n'],
          attributes: { epsilon: { float: 1e-6 } },
        },
        { operator: 'Transpose', inputs: ['n'], outputs: ['t'], attributes: { perm: [] } },
        { operator: 'LeakyRelu', inputs: ['t'], outputs: ['y'], attributes: { alpha: { float: 0.1 } } },
      ],
      outputs: ['y'],
    })
    expect(attributeCorners(model)).toEqual([
      'HardSigmoid: alpha is 1.2676506002282294e+30, beyond float16',
      'HardSigmoid: beta is 0, which OpenVINO takes for a missing one',
      'LayerNormalization: epsilon is 9.999999974752427e-7, which cuDNN raises to 0.00001',
      'Transpose: perm is an empty list, which some take for a missing one',
    ])
  })
})

it("ReLU's gradient is 1 above 0, however little, and 0 elsewhere", async () => {
  const x = input('x', 'float32', ['N'])
  const [found] = gradient(reduceSum(relu(x)), [x])
  const slope = toDense(found!)
  const data = Float32Array.of(-3e38, -1, -1e-30, -0, 0, 2 ** -126, 1e-37, 1e-30, 1e-8, 1, 3e38)
  const wanted = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
  expect([...evaluate(slope, { x: { shape: [data.length], data } }).data]).toEqual(wanted)
  const session = await ort.InferenceSession.create(fileOf({ slope }))
  const { slope: ran } = await session.run({ x: new ort.Tensor('float32', data, [data.length]) })
  expect(Array.from(ran!.data as Float32Array)).toEqual(wanted)
  await session.release()
})
