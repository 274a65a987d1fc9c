// One line for each form of each operator that is read: attributes, versions, kinds of inputs.
import { type Attribute, float, floats, type Initializer, int, ints } from './model-of-nodes.fixture.js'

/** How an input is drawn: reals of either sign, positive reals, truth values, or whole numbers below a bound. */
export type Draw = 'real' | 'positive' | 'bool' | { readonly below: number; readonly dtype?: 'int32' | 'int64' }

/** An input that is fed. */
export interface FedInput {
  readonly shape: readonly number[]
  /** Names in place of some sizes, as the file declares them. */
  readonly named?: readonly (string | number)[]
  readonly draw: Draw
}

/** A node of one operator in one of its forms. */
export interface Form {
  readonly operator: string
  readonly opset?: number
  readonly inputs: readonly (FedInput | Initializer | undefined)[]
  readonly attributes?: Readonly<Record<string, Attribute>>
  readonly outputs?: number
}

const forms: Form[] = []
const add = (
  operator: string,
  inputs: Form['inputs'],
  attributes: Form['attributes'] = {},
  more: Partial<Form> = {},
): void => {
  forms.push({ operator, inputs, attributes, ...more })
}
const real = (...shape: number[]): FedInput => ({ shape, draw: 'real' })
const positive = (...shape: number[]): FedInput => ({ shape, draw: 'positive' })
const bool = (...shape: number[]): FedInput => ({ shape, draw: 'bool' })
const below = (n: number, ...shape: number[]): FedInput => ({ shape, draw: { below: n, dtype: 'int64' } })
const named = (names: readonly (string | number)[], ...shape: number[]): FedInput => ({
  ...real(...shape),
  named: names,
})
const at = (opset: number): Partial<Form> => ({ opset })

// Element by element.
for (const operator of ['Neg', 'Abs', 'Sign', 'Exp', 'Erf', 'Sigmoid', 'Tanh', 'Softplus', 'Relu', 'Softsign', 'Mish'])
  add(operator, [real(2, 3)])
for (const operator of ['Log', 'Sqrt', 'Reciprocal']) add(operator, [positive(2, 3)])
for (const operator of ['Add', 'Sub', 'Mul']) {
  add(operator, [real(2, 3), real(3)])
  add(operator, [below(9, 2, 3), below(9, 3)])
}
add('Div', [real(2, 1), positive(2, 3)])
for (const exponent of [2, 1, 0.5, 3, -1.5]) add('Pow', [positive(2, 3), float(exponent)])
add('Pow', [positive(2, 3), real(3)])
add('Pow', [positive(3), floats([2, 1], 2, 3)])
add('Pow', [real(2, 3), int(2)])
for (const operator of ['Max', 'Min', 'Sum', 'Mean']) {
  add(operator, [real(2, 3), real(3), real(2, 1)])
  add(operator, [real(2, 3)])
}
add('Clip', [real(2, 3), float(-0.5), float(0.5)])
add('Clip', [real(2, 3), undefined, float(0.5)], {}, at(11))
add('Clip', [real(2, 3)])
add('Where', [bool(2, 3), real(3), real(2, 1)])
add('Cast', [real(2, 3)], { to: 7 })
add('Cast', [below(3, 4)], { to: 1 })
add('Cast', [below(3, 4)], { to: 9 })
add('Cast', [real(2, 3)], { to: 1 })
add('CastLike', [below(5, 3), real(1)])
add('Identity', [real(2)])
add('Dropout', [real(2, 3)], { ratio: { float: 0.5 } }, at(11))
add('Dropout', [real(2, 3), float(0.5)])

for (const operator of ['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual']) {
  add(operator, [below(3, 2, 3), below(3, 3)], {}, at(12))
  add(operator, [real(2, 3), real(2, 3)], {}, at(16))
}
for (const operator of ['And', 'Or', 'Xor']) add(operator, [bool(2, 3), bool(3)])
add('Not', [bool(2, 3)])
add('IsNaN', [floats([3], 1, Number.NaN, 2), real(1)].slice(0, 1))

add('LeakyRelu', [real(2, 3)])
add('LeakyRelu', [real(2, 3)], { alpha: { float: 0.3 } })
add('PRelu', [real(2, 3, 2), floats([3, 1], 0.1, 0.2, -0.3)])
add('ThresholdedRelu', [real(2, 3)], { alpha: { float: 0.4 } })
for (const operator of ['Elu', 'Selu', 'Celu', 'HardSigmoid']) add(operator, [real(2, 3)])
add('Elu', [real(2, 3)], { alpha: { float: 0.7 } })
add('Selu', [real(2, 3)], { alpha: { float: 1.5 }, gamma: { float: 1.1 } })
add('Celu', [real(2, 3)], { alpha: { float: 2 } })
add('HardSigmoid', [real(2, 3)], { alpha: { float: 0.4 }, beta: { float: 0.3 } })
add('HardSwish', [real(2, 9)], {}, at(14))
add('Gelu', [real(2, 3)], {}, at(20))
add('Gelu', [real(2, 3)], { approximate: 'tanh' }, at(20))

add('Swish', [real(2, 3)], { alpha: { float: 0.7 } }, at(24))

// Reductions, with their axes as an attribute and as an input.
for (const operator of [
  'ReduceSum',
  'ReduceMean',
  'ReduceMax',
  'ReduceMin',
  'ReduceL1',
  'ReduceL2',
  'ReduceSumSquare',
  'ReduceLogSum',
  'ReduceLogSumExp',
]) {
  add(operator, [positive(2, 3, 4)], { axes: [1, -1] }, at(11))
  add(operator, [positive(2, 3, 4)], { axes: [0], keepdims: 0 }, at(12))
  add(operator, [positive(2, 3, 4), ints(-1)], { keepdims: 0 })
  add(operator, [positive(2, 3, 4)])
  add(operator, [positive(2, 3), ints()], {})
}
add('ReduceSum', [real(2, 3), ints()], { noop_with_empty_axes: 1 })
add('ReduceProd', [ints(2, 3, 4)], { keepdims: 0 })
for (const operator of ['Softmax', 'LogSoftmax']) {
  add(operator, [real(2, 3, 4)])
  add(operator, [real(2, 3, 4)], { axis: 1 })
  add(operator, [real(2, 3, 4)], {}, at(11))
  add(operator, [real(2, 3, 4)], { axis: 2 }, at(12))
}

// Normalization.
add('LayerNormalization', [real(2, 3, 4), real(4), real(4)])
add(
  'LayerNormalization',
  [real(2, 3, 4), real(3, 4)],
  { axis: 1, epsilon: { float: 0.1 }, stash_type: 1 },
  { outputs: 3 },
)
const channels = [real(3), real(3), real(3), positive(3)]
add(
  'BatchNormalization',
  [real(2, 3, 4, 2), ...channels],
  { epsilon: { float: 0.01 }, momentum: { float: 0.5 } },
  at(11),
)
add('BatchNormalization', [real(2, 3), ...channels], { training_mode: 0 }, at(15))
add('InstanceNormalization', [real(2, 3, 4), real(3), real(3)])
add('GroupNormalization', [real(2, 4, 3, 2), real(4), real(4)], { num_groups: 2 }, at(21))
add('RMSNormalization', [real(2, 3, 4), real(3, 4)], { axis: 1 }, at(23))
add('LpNormalization', [real(2, 3)], { axis: 1, p: 1 })
add('LpNormalization', [real(2, 3)])

// Products.
add('MatMul', [real(2, 3), real(3, 4)])
add('MatMul', [real(3), real(3, 4)])
add('MatMul', [real(2, 2, 3), real(3)])
add('MatMul', [real(3), real(3)])
add('MatMul', [real(2, 1, 2, 3), real(4, 3, 2)])
add('Gemm', [real(2, 3), real(3, 4)])
add('Gemm', [real(3, 2), real(4, 3), real(4)], {
  transA: 1,
  transB: 1,
  alpha: { float: 0.5 },
  beta: { float: 2 },
})
add('Gemm', [real(2, 3), real(3, 4), real(2, 1)], { beta: { float: 0.5 } }, at(11))

// Convolutions.
add('Conv', [real(2, 3, 8), real(4, 3, 3)])
add('Conv', [real(2, 4, 7, 6), real(6, 2, 3, 2), real(6)], {
  group: 2,
  strides: [2, 1],
  dilations: [1, 2],
  pads: [1, 0, 2, 1],
  kernel_shape: [3, 2],
})
for (const auto_pad of ['SAME_UPPER', 'SAME_LOWER', 'VALID'])
  add('Conv', [real(1, 2, 6, 7), real(2, 2, 3, 4)], { auto_pad, strides: [2, 3] })
add('Conv', [named(['N', 2, 'T'], 2, 2, 5), real(3, 2, 3)], { auto_pad: 'SAME_UPPER' })
add('ConvTranspose', [real(2, 4, 5), real(4, 3, 3), real(3)], { strides: [2], pads: [1, 0], output_padding: [1] })
add('ConvTranspose', [real(1, 4, 3, 4), real(4, 2, 2, 3)], { group: 2, dilations: [2, 1] })
for (const operator of ['MaxPool', 'AveragePool']) {
  const pool = (attributes: Form['attributes'], x = real(2, 3, 7, 6), opset = 19): void =>
    add(operator, [x], attributes, { opset })
  pool({ kernel_shape: [2, 3] })
  pool({ kernel_shape: [2, 2], strides: [2, 2] }, real(1, 2, 6, 4), 11)
  pool({ kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 2, 1] })
  pool({ kernel_shape: [2, 2], dilations: [2, 3] })
  pool({ kernel_shape: [3], strides: [2], ceil_mode: 1 }, real(1, 2, 8))
  pool({ kernel_shape: [2], strides: [3], ceil_mode: 1, pads: [1, 1] }, real(1, 2, 8))
  pool({ kernel_shape: [3], strides: [2], auto_pad: 'SAME_UPPER' }, real(1, 2, 8))
  pool({ kernel_shape: [3], strides: [1], auto_pad: 'SAME_LOWER' }, named(['N', 2, 'T'], 1, 2, 8))
}
add('AveragePool', [real(1, 2, 7)], { kernel_shape: [3], strides: [2], pads: [1, 1], count_include_pad: 1 })
add('MaxPool', [real(1, 2, 7)], { kernel_shape: [3], storage_order: 0 })
add('GlobalAveragePool', [real(2, 3, 4, 5)])
add('GlobalMaxPool', [real(2, 3, 4)])

// Recurrence.
const gated = [real(3, 2, 4), real(1, 6, 4), real(1, 6, 2)]
add('GRU', gated, { hidden_size: 2, linear_before_reset: 1 }, { outputs: 2 })
add('GRU', [...gated, real(1, 12), undefined, real(1, 2, 2)], {
  hidden_size: 2,
  linear_before_reset: 1,
  direction: 'forward',
  activations: { texts: ['Sigmoid', 'Tanh'] },
})
add(
  'GRU',
  [named([3, 'N', 4], 3, 2, 4), ...gated.slice(1)],
  { hidden_size: 2, linear_before_reset: 1, layout: 0 },
  { outputs: 2 },
)

// Movement.
add('Reshape', [real(2, 6), ints(3, -1)])
add('Reshape', [real(2, 6), ints(0, 3, 2)])
add('Reshape', [real(0, 6), ints(3, 0)], { allowzero: 1 })
add('Reshape', [named(['N', 'T', 6], 2, 3, 6), ints(0, -1, 2)])
add('Flatten', [real(2, 3, 4)])
for (const axis of [0, 3, -1]) add('Flatten', [real(2, 3, 4)], { axis })
add('Transpose', [real(2, 3, 4)])
add('Transpose', [real(2, 3, 4)], { perm: [1, 0, 2] })
add('Squeeze', [real(1, 3, 1)])
add('Squeeze', [real(1, 3, 1)], { axes: [-1] }, at(11))
add('Squeeze', [real(1, 3, 1), ints(0)])
add('Unsqueeze', [real(3, 2)], { axes: [0, -1] }, at(11))
add('Unsqueeze', [real(3, 2), ints(1)])
add('Concat', [real(2, 3), real(2, 1), real(2, 2)], { axis: -1 })
add('Slice', [real(5, 4), ints(1, -3), ints(-1, 9), ints(0, 1)])
add('Slice', [real(5, 4), ints(1), ints(3)])
add('Slice', [real(5, 4), ints(4, 3), ints(0, -9), ints(0, -1), ints(-2, -1)])
add('Slice', [real(6), ints(1), ints(6), ints(0), ints(2)])
add('Slice', [real(6), ints(4), ints(2)])
add('Slice', [named(['N', 4], 5, 4), ints(1, 0), ints(-1, 2), ints(0, 1)])
// The ends of int32 for "as far as it goes".
add('Slice', [named(['N', 4], 5, 4), ints(1, 3), ints(2 ** 31 - 1, -(2 ** 31)), ints(0, 1), ints(1, -2)])
add('Slice', [named(['N', 4], 5, 4), ints(-(2 ** 31)), ints(2 ** 31 - 1), ints(0)])
add('Split', [real(6, 2)], {}, { outputs: 3, opset: 13 })
add('Split', [real(2, 5)], { axis: 1, split: [2, 3] }, { outputs: 2, opset: 11 })
add('Split', [real(2, 5), ints(1, 4)], { axis: -1 }, { outputs: 2 })
add('Split', [real(5, 2)], { num_outputs: 3 }, { outputs: 3 })
add('Expand', [real(3, 1), ints(2, 1, 4)])
add('Expand', [real(3), ints(1)])
add('Tile', [real(2, 3), ints(2, 3)])
add('Pad', [real(2, 3), ints(0, 1, 2, 1)], {}, at(11))
add('Pad', [real(2, 3), ints(0, -1, 2, 1), float(1.5)], { mode: 'constant' }, at(13))
add('Pad', [real(2, 3), ints(1, 2), float(0), ints(-1)])
add('Pad', [below(4, 2, 3), ints(1, 0, 0, 2), int(7)])

// Indexing.
add('Gather', [real(4, 3), below(4, 2, 2)])
add('Gather', [real(2, 4, 3), below(4, 5)], { axis: 1 })
add('Gather', [real(2, 4, 3), below(3, 2, 2)], { axis: -1 })
add('Gather', [real(2, 4, 3), int(-1)], { axis: 1 })
add('Gather', [real(2, 4), ints(0, -2, 0)], { axis: 1 })
add('Gather', [named(['N', 4], 3, 4), int(-1)])
add('GatherElements', [real(3, 4), below(4, 3, 2)], { axis: 1 })
add('ScatterND', [real(4, 2), below(4, 5, 1), real(5, 2)], { reduction: 'add' })
add('ScatterElements', [real(3, 4), below(4, 3, 5), real(3, 5)], { axis: -1, reduction: 'add' })
add('ScatterElements', [real(3, 4), below(4, 3, 5), real(3, 5)], { axis: 1, reduction: 'max' })
add('TopK', [real(3, 6), ints(2)], { axis: 1 }, { outputs: 2 })
add('TopK', [real(3, 6, 2), ints(3)], { axis: 1, largest: 0 }, { outputs: 2 })
add('Trilu', [real(3, 4)], {}, at(14))
add('Trilu', [real(2, 4, 3), int(1)], { upper: 0 }, at(14))
add('Trilu', [real(4, 4), int(-1)], {}, at(14))

// What depends on no data.
add('Constant', [], { value: { tensor: floats([2], 1, 2) } })
add('Constant', [], { value_float: { float: 0.5 } })
add('Constant', [], { value_floats: { floats: [0.5, 2] } })
add('Constant', [], { value_int: 3 })
add('Constant', [], { value_ints: [3, 4] })
add('ConstantOfShape', [ints(2, 3)])
add('ConstantOfShape', [ints(2)], { value: { tensor: { dtype: 'int64', shape: [1], data: [7] } } })
add('ConstantOfShape', [ints(2)], { value: { tensor: { dtype: 'float32', shape: [1], data: [0.5] } } })
add('Shape', [named(['N', 3], 2, 3)])
add('Shape', [real(2, 3, 4)], { start: -2, end: -1 }, at(15))
add('Shape', [real(2, 3, 4)], { start: 1, end: 9 }, at(15))
add('Size', [named(['N', 3], 2, 3)])
add('Range', [int(2), int(9), int(3)])
add('Range', [int(5), int(0), int(-2)])
add('Range', [float(0), float(1), float(0.25)])
add('Mod', [ints(7, -7, 5), ints(3, 3, -4)])
for (const operator of ['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Equal', 'Less', 'Greater', 'Where'])
  add(operator, [
    ...(operator === 'Where' ? [{ dtype: 'bool', shape: [3], data: [1, 0, 1] } as const] : []),
    ints(7, -7, 2),
    ints(2, 2, 2),
  ])
for (const operator of ['Neg', 'Abs']) add(operator, [ints(7, -7, 2)])

/** Every form. */
export const operatorForms: readonly Form[] = forms

/** Whether an input is fed, and does not stand in the file. */
export const isFed = (input: FedInput | Initializer): input is FedInput => 'draw' in input
