// The reference evaluator: reads an expression in float64, in any JavaScript runtime.
import { dimensionSize, dimensionTerms, elementCount, shapeText } from './dimension.js'
import { ShapeError, ValueError } from './errors.js'
import type { EvaluationContext, Value } from './operation.js'
import { flattenNested, type InputAttributes, isInput, type NestedNumbers } from './operations/leaves.js'
import { type Tensor, topologicalOrder } from './tensor.js'

/** What can be fed to an input: nested lists, or row-major numbers with their shape. */
export type Feed = NestedNumbers | { readonly shape: readonly number[]; readonly data: ArrayLike<number> }
/** Numbers for the inputs of an expression, by name. */
export type Feeds = Readonly<Record<string, Feed>>

function readFeed(node: Tensor<InputAttributes>, feed: Feed, sizes: Map<string, number>): Value {
  const { name, dtype } = node.attributes
  const isFlat = typeof feed === 'object' && 'data' in feed
  const { data, shape } = isFlat ? feed : flattenNested(feed)
  const mismatch = () =>
    new ShapeError(`the input '${name}' is declared ${shapeText(node.shape)}, but ${shapeText(shape)} was fed`)
  if (shape.length !== node.rank || elementCount(shape) !== data.length) throw mismatch()
  node.shape.forEach((declared, axis) => {
    const found = shape[axis]!
    const [term, ...others] = dimensionTerms(declared)
    const name = others.length === 0 && term?.coefficient === 1 && term.names.length === 1 ? term.names[0]! : undefined
    if (name !== undefined && !sizes.has(name)) sizes.set(name, found)
    else if ((typeof declared === 'number' || name !== undefined) && dimensionSize(declared, sizes) !== found)
      throw mismatch()
  })
  return { dtype, shape, data: Float64Array.from(data) }
}

/**
 * Computes tensors in float64.
 * @param outputs one tensor, or several by name
 * @param feeds numbers for every input that the outputs depend on
 * @returns a {@link Value} for one tensor, or values by name
 * @throws ShapeError when a feed does not fit its input; ValueError for a missing or unknown input
 */
export function evaluate(outputs: Tensor, feeds?: Feeds): Value
export function evaluate<K extends string>(outputs: Readonly<Record<K, Tensor>>, feeds?: Feeds): Record<K, Value>
export function evaluate(
  outputs: Tensor | Readonly<Record<string, Tensor>>,
  feeds: Feeds = {},
): Value | Record<string, Value> {
  // A Tensor has inputs; a record of tensors by name has tensors.
  const single = isTensor(outputs)
  const named: Readonly<Record<string, Tensor>> = single ? { output: outputs } : outputs
  const order = topologicalOrder(Object.values(named))
  const values = new Map<Tensor, Value>()
  const sizes = new Map<string, number>()
  const inputs = order.filter(isInput)
  for (const name of Object.keys(feeds))
    if (!inputs.some((node) => node.attributes.name === name))
      throw new ValueError(
        `'${name}' was fed, but is not an input: ${inputs.map((n) => n.attributes.name).join(', ') || 'there is none'}`,
      )
  for (const node of inputs) {
    const feed = feeds[node.attributes.name]
    if (feed === undefined)
      throw new ValueError(`the input '${node.attributes.name}' ${shapeText(node.shape)} was not fed`)
    values.set(node, readFeed(node, feed, sizes))
  }
  const context: EvaluationContext = { size: (dimension) => dimensionSize(dimension, sizes) }
  for (const node of order) {
    if (values.has(node)) continue
    const operands = node.inputs.map((operand) => values.get(operand)!)
    const computed = node.operation.evaluate(operands, node.attributes, context)
    // A shape rule that disagrees with its kernel would make wrong ONNX files without a word.
    if (computed.shape.some((found, axis) => found !== context.size(node.shape[axis]!)))
      throw new ShapeError(
        `${node.operation.name}: expected ${shapeText(node.shape)}, computed ${shapeText(computed.shape)}`,
      )
    values.set(node, computed)
  }
  if (single) return values.get(outputs)!
  return Object.fromEntries(Object.entries(named).map(([name, node]) => [name, values.get(node)!]))
}

function isTensor(outputs: Tensor | Readonly<Record<string, Tensor>>): outputs is Tensor {
  return Array.isArray((outputs as Tensor).inputs) && typeof (outputs as Tensor).operation?.evaluate === 'function'
}

/** The number in a value of one element: a loss, a metric. Throws a `ShapeError` for more. */
export function item(value: Value): number {
  if (value.data.length !== 1)
    throw new ShapeError(`expected one number, found a value of shape ${shapeText(value.shape)}`)
  return value.data[0]!
}
