// One line for each operation and each kind of shape: what the reference, the gradients and every runtime are held to.
import { type Dimension, dimensionSize, elementCount, type Shape } from './dimension.js'
import type { Feeds } from './evaluate.js'
import { gradient, toDense } from './gradient.js'
import { affineChannels, normalizeChannels } from './operations/channels.js'
import * as c from './operations/comparison.js'
import { conv } from './operations/convolution.js'
import * as e from './operations/elementwise.js'
import * as x from './operations/indexing.js'
import * as l from './operations/leaves.js'
import * as m from './operations/matrix.js'
import * as v from './operations/movement.js'
import { topK } from './operations/ordering.js'
import { averagePool, maxPool } from './operations/pooling.js'
import { gru } from './operations/recurrence.js'
import * as r from './operations/reduction.js'
import * as s from './operations/slicing.js'
import { Random } from './random.js'
import type { DType, Tensor } from './tensor.js'
import { convolutions, pools } from './window-cases.fixture.js'

/** How the numbers of an input are drawn: reals of either sign, positive reals, distinct reals, or indices below n. */
export type Draw = 'real' | 'positive' | 'bool' | 'distinct' | { readonly below: number }

/** One input of a case. */
export interface SweepInput {
  readonly shape: Shape
  readonly draw: Draw
}

/** One case: which operations it shows, on what, and the expression. */
export interface SweepCase {
  readonly operations: readonly string[]
  readonly title: string
  readonly inputs: readonly SweepInput[]
  readonly build: (...inputs: Tensor[]) => Tensor
}

const real = (...shape: Shape): SweepInput => ({ shape, draw: 'real' })
const positive = (...shape: Shape): SweepInput => ({ shape, draw: 'positive' })
const distinct = (...shape: Shape): SweepInput => ({ shape, draw: 'distinct' })
const bool = (...shape: Shape): SweepInput => ({ shape, draw: 'bool' })
const below = (n: number, ...shape: Shape): SweepInput => ({ shape, draw: { below: n } })

const cases: SweepCase[] = []
const add = (
  shown: string | readonly string[],
  inputs: readonly SweepInput[],
  build: (...inputs: Tensor[]) => Tensor,
): void => {
  const operations = [shown].flat()
  const title = `${operations[0]} ${inputs.map(({ shape }) => `[${shape}]`).join(' ')}`
  cases.push({ operations, title, inputs, build })
}

const unaryShapes: readonly Shape[] = [[], [3], [2, 'N'], [0, 3]]
for (const [name, build, make] of [
  ['negate', e.negate, real],
  ['abs', e.abs, real],
  ['sign', e.sign, real],
  ['exponential', e.exp, real],
  ['logarithm', e.log, positive],
  ['squareRoot', e.sqrt, positive],
  ['reciprocal', e.reciprocal, positive],
  ['sigmoid', e.sigmoid, real],
  ['complementarySigmoid', e.complementarySigmoid, real],
  ['tanh', e.tanh, real],
  ['softplus', e.softplus, real],
  ['relu', e.relu, real],
  ['errorFunction', e.erf, real],
] as const)
  for (const shape of unaryShapes) add(name, [make(...shape)], build)
// On integers, since its gradient is not the derivative of its value.
for (const shape of unaryShapes) add('stopGradient', [below(5, ...shape)], (a) => e.stopGradient(e.cast(a, 'float32')))

const binaryShapes: readonly (readonly [Shape, Shape])[] = [
  [[], []],
  [[2, 3], []],
  [[2, 3], [3]],
  [
    [2, 1, 'N'],
    [3, 1],
  ],
  [
    ['N', 3],
    ['N', 3],
  ],
  [
    [0, 3],
    [1, 3],
  ],
]
for (const [name, build, make] of [
  ['add', e.add, real],
  ['subtract', e.subtract, real],
  ['multiply', e.multiply, real],
  ['divide', e.divide, positive],
  ['pow', e.pow, positive],
  ['maximum', e.maximum, distinct],
  ['minimum', e.minimum, distinct],
] as const)
  for (const [a, b] of binaryShapes) add(name, [make(...a), make(...b)], build)

for (const [name, build] of [
  ['equal', c.equal],
  ['less', c.less],
  ['lessOrEqual', c.lessOrEqual],
  ['greater', c.greater],
  ['greaterOrEqual', c.greaterOrEqual],
] as const)
  for (const [a, b] of binaryShapes) {
    add(name, [below(3, ...a), below(3, ...b)], build)
    add(name, [real(...a), real(...b)], build)
  }
for (const [a, b] of binaryShapes) {
  add('and', [bool(...a), bool(...b)], c.and)
  add('or', [bool(...a), bool(...b)], c.or)
  add('where', [bool(...a), real(...b), real(...a)], e.where)
}
for (const shape of unaryShapes) {
  add('not', [bool(...shape)], c.not)
  add('cast', [bool(...shape)], (a) => e.cast(a, 'float32'))
  add('cast', [below(9, ...shape)], (a) => e.cast(a, 'float32'))
  add('cast', [real(...shape)], (a) => e.cast(a, 'int32'))
}

for (const [name, build, make] of [
  ['reduceSum', r.reduceSum, real],
  ['reduceSumSquare', r.reduceSumSquare, real],
  ['reduceMax', r.reduceMax, distinct],
] as const) {
  add(name, [make(4)], (a) => build(a))
  add(name, [make(2, 3)], (a) => build(a, -1))
  add(name, [make(2, 'N', 4)], (a) => build(a, 1, true))
  add(name, [make('N', 3, 2)], (a) => build(a, [0, 2]))
}
add('reduceSum', [real(0, 3)], (a) => r.reduceSum(a, 0))
add('reduceSumSquare', [real(2, 1, 3)], (a) => r.reduceSumSquare(a, 1))

const channelled: readonly Shape[] = [
  [3, 2],
  [2, 3, 4],
  ['N', 2, 3, 2],
]
for (const shape of channelled) {
  const perChannel = real(shape[1]!)
  add('affineChannels', [real(...shape), perChannel, perChannel], affineChannels)
  // With its gradients, so that theirs are held to finite differences as well.
  add('normalizeChannels', [real(...shape), perChannel, perChannel], (a, gain, shift) => {
    const { value, mean, variance } = normalizeChannels(a!, gain!, shift!, 0.1)
    const gradients = gradient(r.reduceSum(e.tanh(value)), [a!, gain!, shift!]).map(toDense)
    const all = [value, mean, variance, ...gradients]
    return v.concat(
      all.map((each) => v.reshape(each, [elementCount(each.shape)])),
      0,
    )
  })
}

for (const [a, b] of [
  [
    [2, 3],
    [3, 4],
  ],
  [
    ['N', 3],
    [3, 2],
  ],
  [
    [2, 'N', 3],
    [3, 4],
  ],
  [
    [2, 1, 2, 3],
    [4, 3, 2],
  ],
  [
    [0, 3],
    [3, 2],
  ],
] as const)
  add('matmul', [real(...a), real(...b)], m.matmul)

// With the gradients, so that theirs are held to finite differences as well.
for (const [x, w, options] of convolutions)
  add(['conv', 'convTranspose', 'convWeightGradient'], [real(...x), real(...w)], (a, b) => {
    // Tiles round by their largest products, here 2e-5: a quarter of that is what all others are held to.
    const y = conv(a, options?.tile ? e.multiply(0.25, b) : b, options)
    const gradients = gradient(r.reduceSum(e.tanh(e.multiply(0.05, y))), [a, b]).map(toDense)
    const flat = [y, ...gradients].map((each) => v.reshape(each, [elementCount(each.shape)]))
    return v.concat(flat, 0)
  })

for (const [shape, options] of pools) {
  const { countPadding: _, ...others } = options
  add('maxPool', [distinct(...shape)], (a) => maxPool(a, others))
  // Averages are convolutions and reductions.
  add('conv', [real(...shape)], (a) => averagePool(a, options))
}

/** x [T, N, I], weights and biases of H units, and the state before the first step. */
const recurrences: readonly (readonly [x: Shape, units: number])[] = [
  [[1, 1, 2], 3],
  [[4, 2, 3], 2],
  [[3, 'N', 2], 2],
  [[2, 2, 1], 1],
  [[2, 0, 3], 2],
]
for (const [x, units] of recurrences) {
  const [sequences, features] = x.slice(1) as [Dimension, Dimension]
  const gates = 3 * units
  const weights = [real(gates, features), real(gates, units), real(gates), real(gates)]
  add('gru', [real(...x), ...weights, real(sequences, units)], (a, w, u, b, d, h) => gru(a!, w!, u!, b!, d!, h!))
}
// From a state of zeros, and only the last state is read.
add('gru', [real(3, 'N', 2), real(6, 2), real(6, 2), real(6), real(6)], (a, w, u, b, d) =>
  s.slice(gru(a, w, u, b, d, v.expand(l.scalar(0), ['N', 2])), 0, 2, 3),
)
// Signs, since there is no gradient where the number of steps is named.
add('gru', [real('M', 'N', 2), real(6, 2), real(6, 2), real(6), real(6), real('N', 2)], (a, w, u, b, d, h) =>
  c.greater(gru(a, w, u, b, d, h), 0),
)

add('reshape', [real(2, 6)], (a) => v.reshape(a, [3, 4]))
add('reshape', [real('N', 6)], (a) => v.reshape(a, ['N', 2, 3]))
add('reshape', [real('N', 'M', 2)], (a) => v.reshape(a, ['M', '2*N']))
add('transpose', [real(2, 3)], (a) => v.transpose(a))
add('transpose', [real(2, 'N', 4)], (a) => v.transpose(a, [2, 0, 1]))
add('expand', [real(3, 1)], (a) => v.expand(a, [2, 3, 4]))
add('expand', [real('N', 1), real('M')], (a, b) => e.multiply(v.expand(a, ['N', 'M']), b))
add('expand', [real(2, 1), real('M')], (a, b) => v.concat([v.expand(a, [2, 'M']), v.expand(b, [2, 'M'])], 1))
add('concat', [real(2, 3), real(2, 1)], (a, b) => v.concat([a, b], 1))
add('concat', [real('N', 2), real('N', 2), real(1, 2)], (...all) => v.concat(all, 0))
add('slice', [real(4, 3)], (a) => s.slice(a, 0, 1, 3))
add('slice', [real('2*N', 3), real('N')], (a, b) => e.multiply(s.slice(a, 0, 'N', '2*N'), v.expandDimension(b, 1)))
add('slice', [real(8, 2)], (a) => s.slice(a, 0, 1, 7, 3))
add('slice', [below(9, '2*N', 3)], (a) => s.slice(a, 0, 'N', '2*N'))
add('slice', [below(9, 5)], (a) => e.cast(s.slice(a, 0, 0, 5, 2), 'float32'))
add('slice', [real(2, '4*N + 2')], (a) => s.slice(a, 1, 1, '4*N + 2', 2))
add('pad', [real(2, 3)], (a) => s.pad(a, 1, 1, 2))
add('pad', [real('N', 3)], (a) => s.pad(a, 0, 'N', 1))

// Masks and ids move too, and not every provider has every dtype.
for (const make of [bool, (...shape: Shape) => below(9, ...shape)]) {
  add('reshape', [make('N', 6)], (a) => v.reshape(a, ['N', 2, 3]))
  add('transpose', [make(2, 'N')], (a) => v.transpose(a))
  add('expand', [make(2, 1), make(2, 1)], (a, b) => v.concat([v.expand(a, [2, 3]), v.expand(b, [2, 2])], 1))
  add('concat', [make(2, 3), make(2, 1)], (a, b) => v.concat([a, b], 1))
  add('slice', [make(4, 'N')], (a) => s.slice(a, 0, 1, 3))
  add('pad', [make(2, 'N')], (a) => s.pad(a, 1, 1, 2))
  add('gather', [make(5, 3), below(5, 4)], x.gather)
  add('gatherElements', [make(3, 4), below(4, 3, 2)], (a, i) => x.gatherElements(a, i, 1))
  add('where', [bool(2, 'N'), make(2, 'N'), make('N')], e.where)
}
for (const [name, build] of [
  ['add', e.add],
  ['subtract', e.subtract],
  ['multiply', e.multiply],
  ['maximum', e.maximum],
  ['minimum', e.minimum],
] as const)
  add(name, [below(9, 2, 'N'), below(9, 2, 1)], build)
for (const [name, build] of [
  ['negate', e.negate],
  ['abs', e.abs],
  ['sign', e.sign],
] as const)
  add(name, [below(9, 2, 'N')], (a) => build(e.subtract(a, 4)))
add('reduceSum', [below(9, 2, 'N')], (a) => r.reduceSum(a, 1))
add('reduceMax', [below(9, 2, 'N')], (a) => r.reduceMax(a, 1))
add('cast', [below(9, 2, 'N')], (a) => e.cast(e.cast(a, 'int64'), 'float32'))
add('cast', [below(3, 2, 'N')], (a) => e.cast(a, 'bool'))
add('equal', [bool(2, 'N'), bool('N')], c.equal)

add('gather', [real(5, 3), below(5, 4)], x.gather)
add('gather', [real('V', 2), below(3, 'N', 2)], x.gather)
add('gather', [real(5), below(5)], x.gather)
add('gather', [real(5, 2), below(5, 0)], x.gather)
add('scatterRowsAdd', [real(4, 3), below(4, 6), real(6, 3)], x.scatterRowsAdd)
add('scatterRowsAdd', [real(4), below(4, 'N'), real('N')], x.scatterRowsAdd)
add('scatterRowsAdd', [real(4, 3), below(4, 2, 'N'), real(2, 'N', 3)], x.scatterRowsAdd)
add('gatherElements', [real(3, 4), below(4, 3, 2)], (a, i) => x.gatherElements(a, i, 1))
add('gatherElements', [real(3, 'N'), below(3, 5, 'N')], (a, i) => x.gatherElements(a, i, 0))
add('scatterElementsAdd', [real(3, 4), below(4, 3, 5), real(3, 5)], (a, i, u) => x.scatterElementsAdd(a, i, u, -1))
add('scatterElementsAdd', [real(3, 'N'), below(3, 5, 'N'), real(5, 'N')], (a, i, u) => x.scatterElementsAdd(a, i, u, 0))

add('scatterElementsMax', [distinct(3, 4), below(4, 3, 5), distinct(3, 5)], (a, i, u) =>
  x.scatterElementsMax(a, i, u, -1),
)
add('scatterElementsMax', [distinct(3, 'N'), below(3, 5, 'N'), distinct(5, 'N')], (a, i, u) =>
  x.scatterElementsMax(a, i, u, 0),
)
add('scatterElementsMax', [below(9, 3, 4), below(4, 3, 5), below(9, 3, 5)], (a, i, u) =>
  x.scatterElementsMax(a, i, u, 1),
)

add(['topK', 'gatherElements'], [distinct(3, 6)], (a) => topK(a, 2).values)
add(['topK', 'gatherElements'], [distinct('N', 4)], (a) => topK(a, 4).values)
add(['topK', 'gatherElements'], [distinct(4, 'N')], (a) => topK(a, 3, 0).values)
add('topK', [distinct(2, 5, 3)], (a) => topK(a, 2, 1).indices)

add('iota', [real('N', 3)], (a) => e.multiply(a, e.cast(v.expandDimension(l.iota('N'), 1), 'float32')))
add('iota', [real(3)], (a) => e.multiply(a, e.cast(l.iota(3), 'float32')))
add('size', [real('N', 3)], (a) => e.divide(a, l.size('3*N + 1')))
add('constant', [real(2)], (a) => e.multiply(a, l.tensor([2, -3])))
add('input', [real(2)], (a) => e.multiply(a, a))

/** Every case. */
export const operationSweep: readonly SweepCase[] = cases

/** The sizes that the named dimensions of the cases are given. */
export const sweepSizes: Readonly<Record<string, number>> = { N: 3, M: 2, V: 4 }
const sizes: ReadonlyMap<string, number> = new Map(Object.entries(sweepSizes))

const dtypes = (draw: Draw): DType => (typeof draw === 'object' ? 'int32' : draw === 'bool' ? 'bool' : 'float32')

/** The inputs of a case, named after `prefix`, as tensors and numbers to feed them, drawn from a seed. */
export function prepareCase(
  { inputs, build }: SweepCase,
  seed: number,
  prefix = 'batch',
): { inputs: Tensor[]; output: Tensor; feeds: Feeds } {
  const random = Random.fromSeed(seed)
  const tensors = inputs.map(({ shape, draw }, i) => l.input(`${prefix}/x${i}`, dtypes(draw), shape))
  const feeds = Object.fromEntries(
    inputs.map(({ shape, draw }, i) => {
      const found = shape.map((dimension) => dimensionSize(dimension, sizes))
      const length = found.reduce((a, b) => a * b, 1)
      // Distinct numbers keep ties, where a maximum has no derivative, out of the finite differences.
      const order = random.shuffle(Array.from({ length }, (_, k) => k))
      const data = order.map((k) => {
        if (typeof draw === 'object') return random.below(draw.below)
        if (draw === 'bool') return random.below(2)
        if (draw === 'positive') return 0.5 + 2 * random.uniform()
        return draw === 'distinct' ? 0.3 * k + 0.1 * i - 1 : (random.below(2) ? 1 : -1) * (0.2 + 2 * random.uniform())
      })
      return [`${prefix}/x${i}`, { shape: found, data }]
    }),
  )
  return { inputs: tensors, output: build(...tensors), feeds }
}
