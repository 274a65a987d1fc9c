// Recurrence: the gated recurrent unit, in the form that PyTorch exports and `toModel` writes.
import {
  type Dimension,
  expand,
  expandDimension,
  gru,
  reshape,
  type Shape,
  scalar,
  shapeText,
  slice,
  subtractDimensions,
  type Tensor,
} from '@infonce/core'
import type { Importer, Importers } from '../importer.js'
import type { NodeReader } from '../node-reader.js'

/** An input without its axis of directions, of which there is one. */
function undirected(node: NodeReader, slot: number, expected: Shape): Tensor {
  const tensor = node.tensor(slot)
  const whole = [1, ...expected]
  if (shapeText(tensor.shape) !== shapeText(whole))
    throw node.invalid(`its input ${slot} must be ${shapeText(whole)}, found ${tensor}`)
  return reshape(tensor, expected)
}

function requireForm(node: NodeReader): void {
  const direction = node.text('direction', 'forward')
  if (direction !== 'forward') throw node.unsupported('direction', `only 'forward' is supported, found '${direction}'`)
  if (node.int('linear_before_reset', 0) !== 1)
    throw node.unsupported('linear_before_reset', 'only 1 is supported, as PyTorch and cuDNN compute it')
  if (node.int('layout', 0) !== 0) throw node.unsupported('layout', 'only 0 is supported, with time as the first axis')
  const activations = node.texts('activations', ['Sigmoid', 'Tanh'])
  if (activations.join() !== 'Sigmoid,Tanh')
    throw node.unsupported('activations', `only Sigmoid and Tanh are supported, found ${activations.join(', ')}`)
  if (node.has(4)) throw node.unsupportedHere('sequence_lens is not supported: sequences must have one length')
}

const gatedRecurrentUnit: Importer = {
  weights: [1, 2, 3],
  read: (node) => {
    requireForm(node)
    const [x, recurrent] = [node.tensor(0), node.tensor(2)]
    const units = recurrent.shape.at(-1)
    if (x.rank !== 3 || typeof units !== 'number')
      throw node.invalid(`it needs x [T, N, I] and recurrent weights [1, 3*H, H], found ${x} and ${recurrent}`)
    if (node.int('hidden_size', units) !== units)
      throw node.invalid(`hidden_size ${node.int('hidden_size')} differs from the weights, ${recurrent}`)
    const [steps, sequences, features] = x.shape as [Dimension, Dimension, Dimension]
    const gates = 3 * units
    const biases = node.has(3) ? undirected(node, 3, [2 * gates]) : expand(scalar(0), [2 * gates])
    const states = gru(
      x,
      undirected(node, 1, [gates, features]),
      undirected(node, 2, [gates, units]),
      slice(biases, 0, 0, gates),
      slice(biases, 0, gates, 2 * gates),
      node.has(5) ? undirected(node, 5, [sequences, units]) : expand(scalar(0), [sequences, units]),
    )
    return [expandDimension(states, 1), slice(states, 0, subtractDimensions(steps, 1), steps)]
  },
}

export const recurrences = (): Importers => ({ GRU: gatedRecurrentUnit })
