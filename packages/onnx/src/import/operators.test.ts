// Every importer on every form of its operator: the expression against ONNX Runtime on the same file, and its gradient
// against finite differences.
import {
  type DType,
  evaluate,
  type Feed,
  gradient,
  input,
  item,
  multiply,
  Random,
  reduceSum,
  toDense,
} from '@infonce/core'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { importers } from './importers/index.js'
import { type Initializer, modelOf } from './model-of-nodes.fixture.js'
import { type FedInput, operatorForms as forms, isFed } from './operator-forms.fixture.js'
import { type ImportedModel, readModel } from './read-model.js'

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const
const toOrt = (dtype: DType, shape: readonly number[], data: readonly number[]): ort.Tensor =>
  dtype === 'int64'
    ? new ort.Tensor('int64', BigInt64Array.from(data, BigInt), shape)
    : new ort.Tensor(dtype as 'float32', arrays[dtype].from(data) as Float32Array, shape)

const describeInput = (input: FedInput | Initializer | undefined): string => {
  if (!input) return '–'
  return isFed(input) ? `[${input.named ?? input.shape}]` : `{${input.data}}`
}
const titles = forms.map(
  ({ operator, opset = 18, inputs, attributes = {} }) =>
    `${operator}-${opset} ${inputs.map(describeInput).join(' ')} ${JSON.stringify(attributes)}`,
)

/** Asserts the gradient of a weighted sum of an output with respect to every float32 input. */
function expectGradients(model: ImportedModel, feeds: Readonly<Record<string, Feed>>): void {
  const output = Object.values(model.outputs)[0]!
  if (output.dtype !== 'float32') return
  const random = Random.fromSeed(9)
  const { shape } = evaluate(output, feeds, [...model.inputs, ...model.parameters])
  const weights = { shape, data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) }
  const loss = reduceSum(multiply(output, input('weights', 'float32', output.shape)))
  const others = [...model.inputs, ...model.parameters]
  const differentiable = others.filter(({ dtype }) => dtype === 'float32')
  const found = gradient(loss, differentiable)
  for (const [i, { attributes }] of differentiable.entries()) {
    const at = feeds[attributes.name] as { shape: readonly number[]; data: readonly number[] }
    const slopes = evaluate({ slopes: toDense(found[i]!), loss }, { ...feeds, weights }, others).slopes.data
    for (const place of [...at.data.keys()].slice(0, 12)) {
      const shifted = (by: number): number => {
        const data = Array.from(at.data).with(place, at.data[place]! + by)
        return item(evaluate(loss, { ...feeds, weights, [attributes.name]: { shape: at.shape, data } }, others))
      }
      const step = 1e-5
      const wanted = (shifted(step) - shifted(-step)) / (2 * step)
      expect(Math.abs(slopes[place]! - wanted), `${attributes.name}[${place}]`).toBeLessThan(
        1e-6 * Math.max(1, Math.abs(wanted)),
      )
    }
  }
}

describe.each(forms.map((form, i) => ({ form, title: titles[i]! })))('$title', ({ form }) => {
  it('agrees with ONNX Runtime, and its gradient with finite differences', async () => {
    const { operator, opset = 18, attributes = {}, outputs: count = 1 } = form
    const random = Random.fromSeed(3)
    const drawn = form.inputs.map((input, i) => {
      if (!input || !isFed(input)) return undefined
      const { shape, draw } = input
      const dtype: DType = typeof draw === 'object' ? (draw.dtype ?? 'int32') : draw === 'bool' ? 'bool' : 'float32'
      const data = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
        if (typeof draw === 'object') return random.below(draw.below)
        if (draw === 'bool') return random.below(2)
        return Math.fround(draw === 'positive' ? 0.5 + random.uniform() : 2 * random.normal())
      })
      return { name: `x${i}`, dtype, shape, declared: input.named ?? shape, data }
    })
    const fed = drawn.filter((input) => input !== undefined)
    const outputs = Array.from({ length: count }, (_, i) => `y${i}`)
    const initializers = Object.fromEntries(
      form.inputs.flatMap((input, i) => (input && !isFed(input) ? [[`x${i}`, input] as const] : [])),
    )
    const bytes = modelOf({
      opset,
      inputs: fed.map(({ name, dtype, declared }) => ({ name, dtype, shape: declared })),
      initializers,
      nodes: [{ operator, inputs: form.inputs.map((input, i) => (input ? `x${i}` : '')), outputs, attributes }],
      outputs,
    })
    const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 })
    const expected = await session.run(
      Object.fromEntries(fed.map(({ name, dtype, shape, data }) => [name, toOrt(dtype, shape, data)])),
    )
    const model = readModel(bytes)
    const values = Object.fromEntries(
      model.parameters.map(({ attributes: { name } }) => [name, initializers[name.slice('parameter/'.length)]!]),
    )
    const feeds = Object.fromEntries(fed.map(({ name, shape, data }) => [name, { shape, data }]))
    const found = evaluate(model.outputs, { ...feeds, ...values }, [...model.inputs, ...model.parameters])
    for (const name of outputs) {
      const { dims, data, type } = expected[name]!
      expect(found[name]!.dtype).toBe(type)
      expect(found[name]!.shape).toEqual([...dims])
      found[name]!.data.forEach((value, i) => {
        const wanted = Number((data as Float32Array)[i])
        expect(Math.abs(value - wanted), `${name}[${i}]: ${value}, expected ${wanted}`).toBeLessThanOrEqual(
          1e-5 * Math.max(1, Math.abs(wanted)),
        )
      })
    }
    expectGradients(model, { ...feeds, ...values })
  })
})

it('has a form of every importer', () => {
  const tried = new Set(forms.map(({ operator }) => operator))
  expect([...importers().keys()].filter((operator) => !tried.has(operator))).toEqual([])
})
