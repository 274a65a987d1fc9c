// The reference evaluator: reads an expression in float64, in any JavaScript runtime.

import { describeValue } from './describe-value.js'
import { bindNames, dimensionSize, elementCount, shapeText } from './dimension.js'
import { ShapeError, ValueError } from './errors.js'
import { inputsOf } from './graph.js'
import type { EvaluationContext, Value } from './operation.js'
import { flattenNested, type InputAttributes, isInput, type NestedNumbers, requireDtype } from './operations/leaves.js'
import { isTensor, isTensorLike, type Tensor, topologicalOrder } from './tensor.js'

/** What can be fed to an input: nested lists, or row-major numbers with their shape. */
export type Feed = NestedNumbers | { readonly shape: readonly number[]; readonly data: ArrayLike<number> }
/** Numbers for the inputs of an expression, by name. */
export type Feeds = Readonly<Record<string, Feed>>

function readFeed({ attributes: { name, dtype } }: Tensor<InputAttributes>, feed: Feed): Value {
  const { data, shape } = typeof feed === 'object' && 'data' in feed ? feed : flattenNested(feed)
  if (elementCount(shape) !== data.length)
    throw new ShapeError(
      `the input '${name}' was fed ${data.length} numbers for a shape ${shapeText(shape)} of ${elementCount(shape)}`,
    )
  requireDtype(`the input '${name}'`, data, dtype)
  return { dtype, shape, data: Float64Array.from(data) }
}

/** Reads the size of every name off what was fed, then holds every dimension of every input to these. */
function bindSizes(
  inputs: readonly Tensor<InputAttributes>[],
  values: ReadonlyMap<Tensor, Value>,
): Map<string, number> {
  const mismatch = ({ attributes: { name }, shape }: Tensor<InputAttributes>, fed: Value, why = '') =>
    new ShapeError(`the input '${name}' is declared ${shapeText(shape)}, but ${shapeText(fed.shape)} was fed${why}`)
  for (const node of inputs) if (values.get(node)!.shape.length !== node.rank) throw mismatch(node, values.get(node)!)
  const sizes = bindNames(
    inputs.flatMap((node) => node.shape.map((declared, axis) => [declared, values.get(node)!.shape[axis]!] as const)),
  )
  for (const node of inputs) {
    const fed = values.get(node)!
    node.shape.forEach((declared, axis) => {
      const expected = dimensionSize(declared, sizes)
      if (expected !== fed.shape[axis])
        throw mismatch(node, fed, typeof declared === 'number' ? '' : `, where ${declared} is ${expected}`)
    })
  }
  return sizes
}

/**
 * Computes tensors in float64.
 * @param outputs one tensor, or several by name
 * @param feeds numbers for every input that the outputs depend on
 * @param others inputs that may be fed though no output reads them: a gradient of the loss may need only the size of a
 *   parameter, not its numbers
 * @returns a {@link Value} for one tensor, or values by name
 * @throws ShapeError when a feed does not fit its input; ValueError for a missing or unknown input, for two inputs of
 *   one name, and for numbers that are not of the input's dtype
 */
export function evaluate(outputs: Tensor, feeds?: Feeds, others?: readonly Tensor[]): Value
export function evaluate<K extends string>(
  outputs: Readonly<Record<K, Tensor>>,
  feeds?: Feeds,
  others?: readonly Tensor[],
): Record<K, Value>
export function evaluate(
  outputs: Tensor | Readonly<Record<string, Tensor>>,
  feeds: Feeds = {},
  others: readonly Tensor[] = [],
): Value | Record<string, Value> {
  const single = isTensor(outputs)
  const named: Readonly<Record<string, Tensor>> = single ? { output: outputs } : outputs
  checkOutputs(named)
  const order = topologicalOrder(Object.values(named))
  const values = new Map<Tensor, Value>()
  const needed = new Set(inputsOf(Object.values(named)))
  const unread = others.filter(isInput).filter((node) => node.attributes.name in feeds && !needed.has(node))
  const inputs = [...needed, ...unread]
  for (const name of Object.keys(feeds))
    if (!inputs.some((node) => node.attributes.name === name))
      throw new ValueError(
        `'${name}' was fed, but is not an input: ${inputs.map((n) => n.attributes.name).join(', ') || 'there is none'}`,
      )
  for (const node of inputs) {
    const feed = Object.hasOwn(feeds, node.attributes.name) ? feeds[node.attributes.name] : undefined
    if (feed === undefined)
      throw new ValueError(`the input '${node.attributes.name}' ${shapeText(node.shape)} was not fed`)
    values.set(node, readFeed(node, feed))
  }
  const sizes = bindSizes(inputs, values)
  const context: EvaluationContext = { size: (dimension) => dimensionSize(dimension, sizes) }
  for (const node of order) {
    if (values.has(node)) continue
    const operands = node.inputs.map((operand) => values.get(operand)!)
    const computed = node.operation.evaluate(operands, node.attributes, context)
    // A shape rule that disagrees with its kernel would make wrong ONNX files without a word.
    if (computed.shape.length !== node.rank || node.shape.some((d, axis) => computed.shape[axis] !== context.size(d)))
      throw new ShapeError(
        `${node.operation.name}: expected ${shapeText(node.shape)}, computed ${shapeText(computed.shape)}`,
      )
    values.set(node, computed)
  }
  if (single) return values.get(outputs)!
  return Object.fromEntries(Object.entries(named).map(([name, node]) => [name, values.get(node)!]))
}

function checkOutputs(outputs: unknown): void {
  if (typeof outputs !== 'object' || outputs === null)
    throw new ValueError(`evaluate: expected a tensor, or tensors by name; found ${describeValue(outputs)}`)
  for (const [name, output] of Object.entries(outputs))
    if (!isTensorLike(output))
      throw new ValueError(
        `evaluate: '${name}' is no tensor, but ${describeValue(output)}; of a loss pass { loss: found.loss, ...found.metrics }`,
      )
}

/** The number in a value of one element: a loss, a metric. Throws a `ShapeError` for more. */
export function item(value: Value): number {
  if (value.data.length !== 1)
    throw new ShapeError(`expected one number, found a value of shape ${shapeText(value.shape)}`)
  return value.data[0]!
}
