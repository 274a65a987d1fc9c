// Reverse-mode differentiation: gradients of a loss as more expressions.
import { describeValue } from './describe-value.js'
import { shapeText } from './dimension.js'
import { ShapeError, ValueError } from './errors.js'
import { add } from './operations/elementwise.js'
import { scatterElementsAdd, scatterElementsAddOperation } from './operations/indexing.js'
import { scalar, scalarValue } from './operations/leaves.js'
import { expand, sumTo, unexpanded } from './operations/movement.js'
import { RowGradient } from './row-gradient.js'
import { isTensorLike, type Tensor, topologicalOrder } from './tensor.js'

/** A gradient of its parameter's shape, or rows of it where the parameter was only gathered from. */
export type Gradient = Tensor | RowGradient

/** The gradient as a tensor of the parameter's shape. */
export function toDense(gradient: Gradient): Tensor {
  return gradient instanceof RowGradient ? gradient.toDense() : gradient
}

function sum(a: Gradient | undefined, b: Gradient): Gradient {
  if (!a) return b
  if (a instanceof RowGradient && b instanceof RowGradient) return a.concatenate(b)
  return addDense(toDense(a), toDense(b))
}

/** What one of them scatters into zeros is scattered into the other: that takes neither the zeros nor a sum. */
function addDense(a: Tensor, b: Tensor): Tensor {
  for (const [base, scattered] of [
    [a, b],
    [b, a],
  ] as const) {
    if (scattered.operation.name !== scatterElementsAddOperation.name) continue
    const [zeros, indices, updates] = scattered.inputs
    const { axis } = scattered.attributes as { readonly axis: number }
    if (scalarValue(unexpanded(zeros!)) === 0) return scatterElementsAdd(base, indices!, updates!, axis)
  }
  return add(a, b)
}

/**
 * The gradients of a scalar loss with respect to parameters, as expressions.
 * @param loss a float32 scalar
 * @param parameters tensors that the loss depends on, usually inputs; one that it does not depend on gets zeros
 * @returns one gradient for each parameter, in their order, a tuple for a tuple; a table that is only gathered from gets a
 *   {@link RowGradient}, without its dense form ever being built
 * @throws ShapeError when the loss is not a float32 scalar, or a parameter is not float32
 */
export function gradient<const P extends readonly Tensor[]>(
  loss: Tensor,
  parameters: P,
): { -readonly [K in keyof P]: Gradient } {
  if (!isTensorLike(loss)) throw new ValueError(`gradient: expected a loss tensor; found ${describeValue(loss)}`)
  if (!Array.isArray(parameters))
    throw new ValueError(`gradient: expected a list of tensors, [x]; found ${describeValue(parameters)}`)
  for (const node of parameters)
    if (!isTensorLike(node))
      throw new ValueError(`gradient: a parameter must be a tensor; found ${describeValue(node)}`)
  if (loss.rank !== 0 || loss.dtype !== 'float32')
    throw new ShapeError(`gradient: the loss must be a float32 scalar, found ${loss.dtype}${shapeText(loss.shape)}`)
  for (const node of parameters)
    if (node.dtype !== 'float32') throw new ShapeError(`gradient: a parameter must be float32, found ${node}`)
  const order = topologicalOrder([loss])
  const needed = new Set<Tensor>(parameters)
  for (const node of order)
    if (node.operation.gradient && node.inputs.some((operand) => needed.has(operand))) needed.add(node)

  const gradients = new Map<Tensor, Gradient>([[loss, scalar(1)]])
  for (const node of order.reverse()) {
    const outputGradient = gradients.get(node)
    if (!outputGradient || !needed.has(node) || !node.inputs.some((operand) => needed.has(operand))) continue
    const rule = node.operation.gradient
    if (!rule) continue
    rule(node, toDense(outputGradient)).forEach((contribution, i) => {
      const operand = node.inputs[i]!
      if (!contribution || !needed.has(operand)) return
      const fitted = contribution instanceof RowGradient ? contribution : sumTo(contribution, operand.shape)
      gradients.set(operand, sum(gradients.get(operand), fitted))
    })
  }
  const found = parameters.map((node) => gradients.get(node) ?? expand(scalar(0), node.shape))
  // map() forgets how many there are.
  return found as { -readonly [K in keyof P]: Gradient }
}
