// Random expressions: the reference evaluator and ONNX Runtime agree on values and gradients.
import {
  add,
  concat,
  divide,
  evaluate,
  type Feeds,
  type Graph,
  gather,
  gradient,
  greater,
  input,
  inputsOf,
  matmul,
  maximum,
  multiply,
  negate,
  reduceMean,
  reduceSum,
  reshape,
  ShapeError,
  sigmoid,
  slice,
  softplus,
  subtract,
  type Tensor,
  tanh,
  toDense,
  transpose,
  where,
} from '@infonce/core'
import fc from 'fast-check'
import * as ort from 'onnxruntime-node'
import { expect, it } from 'vitest'
import { toModel } from './to-model.js'

const inputs: readonly Tensor[] = [
  input('scalar', 'float32', []),
  input('row', 'float32', [3]),
  input('square', 'float32', [3, 3]),
  input('batch', 'float32', ['N', 3]),
  input('pair', 'float32', ['N', 'M']),
  input('blocks', 'float32', ['M', 2, 3]),
]
const ids = input('ids', 'int32', ['M'])

/** Takes three operands of the pool; a ShapeError means that they do not fit, and the step is left out. */
type Step = (a: Tensor, b: Tensor, c: Tensor) => Tensor
// Results are squashed where they could grow, so that float32 stays comparable.
const steps: readonly Step[] = [
  (a, b) => add(a, b),
  (a, b) => subtract(a, b),
  (a, b) => tanh(multiply(a, b)),
  (a, b) => divide(a, add(softplus(b), 1)),
  (a, b) => tanh(matmul(a, b)),
  (a, b) => tanh(matmul(a, transpose(b))),
  (a) => sigmoid(a),
  (a) => negate(a),
  (a) => softplus(a),
  (a) => transpose(a),
  (a) => tanh(reduceSum(a, -1, true)),
  (a) => tanh(reduceSum(a, 0)),
  (a) => reduceMean(a),
  (a, b) => concat([a, b], 0),
  (a, b) => concat([a, b, a], -1),
  (a) => slice(a, -1, 1, a.shape.at(-1)!),
  (a) => slice(a, 0, 0, 1),
  (a) => reshape(a, [...a.shape, 1]),
  (a) => reshape(a, [...a.shape].reverse()),
  // Comparisons of inputs alone: rounding must not decide.
  (a, b, c) => where(greater(inputs[3]!, inputs[1]!), add(a, inputs[3]!), add(b, c)),
  (a) => add(a, maximum(inputs[1]!, inputs[0]!)),
  (a) => (a.shape[0] === 3 ? gather(a, ids) : a),
]

function build(program: readonly (readonly number[])[]): Tensor[] {
  const pool = [...inputs]
  for (const [step, ...picks] of program) {
    const [a, b, c] = picks.map((pick) => pool[pick % pool.length]!)
    try {
      const made = steps[step! % steps.length]!(a!, b!, c!)
      if (made.rank <= 4) pool.push(made)
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
    }
  }
  return pool.slice(inputs.length).slice(-3)
}

function feedsFor(n: number, m: number, numbers: readonly number[]): Feeds {
  let next = 0
  const fill = (...shape: number[]) => ({
    shape,
    data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
      Math.fround(numbers[next++ % numbers.length]! + next / 97),
    ),
  })
  return {
    scalar: fill(),
    row: fill(3),
    square: fill(3, 3),
    batch: fill(n, 3),
    pair: fill(n, m),
    blocks: fill(m, 2, 3),
    ids: { shape: [m], data: Array.from({ length: m }, (_, i) => (i * 2) % 3) },
  }
}

const number = fc.double({ min: -2, max: 2, noNaN: true })
const programs = fc.array(fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 12 })

it('random expressions and their gradients agree with the reference', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(
      programs,
      // Not 0: ONNX Runtime's MatMul does not broadcast against an empty batch. The sweep has sizes of 0.
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(number, { minLength: 5, maxLength: 9 }),
      async (program, n, m, numbers) => {
        const made = build(program)
        if (made.length === 0) return
        const loss = made.map((each) => reduceSum(tanh(each))).reduce((a, b) => add(a, b))
        const outputs: Record<string, Tensor> = { loss }
        made.forEach((each, i) => {
          outputs[`made/${i}`] = each
        })
        const sources = inputsOf([loss]).filter(({ dtype }) => dtype === 'float32')
        gradient(loss, sources).forEach((each, i) => {
          outputs[`gradient/${sources[i]!.attributes.name}`] = toDense(each)
        })
        // Every input is listed, so that every named dimension has a size.
        const graph: Graph = { name: 'random', inputs: [...inputs, ids], outputs, metadata: {} }
        const all = feedsFor(n, m, numbers)
        const needed = new Set(inputsOf(Object.values(outputs)).map(({ attributes }) => attributes.name))
        let expected: ReturnType<typeof evaluate<string>>
        try {
          expected = evaluate(outputs, Object.fromEntries(Object.entries(all).filter(([name]) => needed.has(name))))
        } catch (error) {
          // A slice of what happens to have no entries.
          if (error instanceof ShapeError) return
          throw error
        }
        const session = await ort.InferenceSession.create(toModel(graph), { logSeverityLevel: 4 })
        const feeds = Object.fromEntries(
          Object.entries(all).map(([name, feed]) => {
            const { data, shape } = feed as { data: number[]; shape: number[] }
            return name === 'ids'
              ? [name, new ort.Tensor('int32', Int32Array.from(data), shape)]
              : [name, new ort.Tensor('float32', Float32Array.from(data), shape)]
          }),
        )
        const found = await session.run(feeds)
        await session.release()
        for (const name of Object.keys(outputs)) {
          const { dims, data } = found[name] as ort.Tensor
          expect([...dims], name).toEqual(expected[name]!.shape)
          for (const [i, value] of (data as Float32Array).entries()) {
            const wanted = expected[name]!.data[i]!
            expect(Math.abs(value - wanted), `${name}[${i}]: ${value}, ${wanted}`).toBeLessThan(
              2e-4 * Math.max(1, Math.abs(wanted)),
            )
          }
          compared += data.length
        }
      },
    ),
    { numRuns: 150, seed: 20 },
  )
  expect(compared).toBeGreaterThan(2000)
})
