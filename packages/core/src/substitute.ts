// Substitution: an expression again, with other tensors in the place of some of its own.
import { bindNames, type Dimension, replaceNames, shapeText } from './dimension.js'
import { ShapeError } from './errors.js'
import { type InputAttributes, isInput } from './operations/leaves.js'
import { apply, isTensor, type Tensor } from './tensor.js'

/** Tensors to be replaced, each with what takes its place. */
export type Replacements = ReadonlyMap<Tensor, Tensor>

/** What the named dimensions of the replaced tensors become. Throws a `ShapeError` where no meaning of them fits. */
function namesOf(replacements: Replacements): Map<string, Dimension> {
  const pairs: [Dimension, Dimension][] = []
  for (const [from, to] of replacements) {
    if (from.dtype !== to.dtype || from.rank !== to.rank)
      throw new ShapeError(`substitute: ${describe(from)} cannot become ${to}, of another dtype or rank`)
    from.shape.forEach((declared, axis) => {
      pairs.push([declared, to.shape[axis]!])
    })
  }
  const names = bindNames(pairs)
  for (const [from, to] of replacements)
    from.shape.forEach((declared, axis) => {
      const expected = replaceNames(declared, names)
      if (expected !== to.shape[axis])
        throw new ShapeError(
          `substitute: ${describe(from)} cannot become ${to}: axis ${axis} is ${declared}` +
            `${expected === declared ? '' : `, which is ${expected} here`}, not ${to.shape[axis]}`,
        )
    })
  for (const [name, dimension] of names) if (name === dimension) names.delete(name)
  return names
}

const describe = (tensor: Tensor): string => (isInput(tensor) ? `'${tensor.attributes.name}' ${tensor}` : `${tensor}`)

function requireUnchanged(
  { attributes: { name, shape } }: Tensor<InputAttributes>,
  names: Map<string, Dimension>,
): void {
  for (const dimension of shape)
    if (replaceNames(dimension, names) !== dimension)
      throw new ShapeError(
        `substitute: the input '${name}' ${shapeText(shape)} stays, but its dimension '${dimension}' becomes ` +
          `'${replaceNames(dimension, names)}' with the replacements: replace this input as well`,
      )
}

/** The tensor over its new inputs, with the names of dimensions replaced in its attributes. */
function rebuild(tensor: Tensor, made: ReadonlyMap<Tensor, Tensor>, names: ReadonlyMap<string, Dimension>): Tensor {
  const inputs = tensor.inputs.map((operand) => made.get(operand)!)
  let changed = inputs.some((operand, i) => operand !== tensor.inputs[i])
  const attributes = tensor.operation.mapDimensions?.(tensor.attributes, (dimension) => {
    const replaced = replaceNames(dimension, names)
    changed ||= replaced !== dimension
    return replaced
  })
  return changed ? apply(tensor.operation, inputs, attributes ?? tensor.attributes) : tensor
}

/**
 * The same expressions with some of their tensors, usually inputs, replaced by others: one encoder applied to two
 * batches, an imported graph fed from another one. What does not depend on a replaced tensor is shared, not copied;
 * replacements are not searched for further replacements, so that two tensors can be swapped.
 *
 * A replacement has the dtype and rank of what it replaces. Its sizes may differ where the replaced tensor has named
 * dimensions: with `['2*M', 3]` in the place of `['N', 3]`, the name `N` becomes `2*M` throughout the expressions.
 * @param outputs one tensor, a list, or several by name
 * @returns tensors in the same structure
 * @throws ShapeError for a replacement of another dtype or rank, sizes that no meaning of the names gives, an input
 *   that is not replaced though a dimension of its is, and where the shapes do not fit an operation
 */
export function substitute(outputs: Tensor, replacements: Replacements): Tensor
export function substitute(outputs: readonly Tensor[], replacements: Replacements): Tensor[]
export function substitute<K extends string>(
  outputs: Readonly<Record<K, Tensor>>,
  replacements: Replacements,
): Record<K, Tensor>
export function substitute(
  outputs: Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>,
  replacements: Replacements,
): Tensor | Tensor[] | Record<string, Tensor> {
  const names = namesOf(replacements)
  const made = new Map<Tensor, Tensor>(replacements)
  const of = (output: Tensor): Tensor => {
    // An explicit stack: an unrolled recurrence is deeper than a JavaScript call stack.
    const stack = [{ tensor: output, next: 0 }]
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const { tensor } = frame
      const operand = tensor.inputs[frame.next++]
      if (made.has(tensor)) stack.pop()
      else if (operand) {
        if (!made.has(operand)) stack.push({ tensor: operand, next: 0 })
      } else {
        if (isInput(tensor)) requireUnchanged(tensor, names)
        made.set(tensor, isInput(tensor) ? tensor : rebuild(tensor, made, names))
      }
    }
    return made.get(output)!
  }
  if (isTensor(outputs)) return of(outputs)
  if (Array.isArray(outputs)) return outputs.map(of)
  return Object.fromEntries(
    Object.entries(outputs as Record<string, Tensor>).map(([name, output]) => [name, of(output)]),
  )
}
