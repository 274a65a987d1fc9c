// Activation functions, composed of core's operations.
import {
  abs,
  add,
  divide,
  erf,
  exp,
  greater,
  multiply,
  relu,
  sigmoid,
  softplus,
  square,
  subtract,
  type Tensor,
  tanh,
  where,
} from '@infonce/core'
import type { Importer, Importers } from '../importer.js'
import type { NodeReader } from '../node-reader.js'
import { clamp } from './elementwise.js'

const activation = (f: (x: Tensor, node: NodeReader) => Tensor): Importer => ({
  read: (node) => f(node.tensor(0), node),
})

/** α·(eˣ − 1) below 0, where alone it is computed: e of a large number would be infinite. */
const exponentialBelowZero = (x: Tensor, alpha: number, scale = 1): Tensor =>
  multiply(subtract(exp(divide(where(greater(x, 0), 0, x), scale)), 1), alpha)

const elu = (x: Tensor, alpha: number): Tensor => where(greater(x, 0), x, exponentialBelowZero(x, alpha))

function gelu(x: Tensor, node: NodeReader): Tensor {
  const approximate = node.text('approximate', 'none')
  if (approximate === 'none') return multiply(multiply(x, 0.5), add(erf(multiply(x, Math.SQRT1_2)), 1))
  if (approximate !== 'tanh') throw node.unsupported('approximate', `'${approximate}' is neither 'none' nor 'tanh'`)
  const inner = multiply(Math.sqrt(2 / Math.PI), add(x, multiply(0.044715, multiply(x, square(x)))))
  return multiply(multiply(x, 0.5), add(tanh(inner), 1))
}

const hardSigmoid = (x: Tensor, alpha: number, beta: number): Tensor => clamp(add(multiply(x, alpha), beta), 0, 1)

export const activations = (): Importers => ({
  Relu: activation(relu),
  LeakyRelu: activation((x, node) => where(greater(x, 0), x, multiply(x, node.float('alpha', Math.fround(0.01))))),
  PRelu: {
    weights: [1],
    read: (node) => {
      const x = node.tensor(0)
      return where(greater(x, 0), x, multiply(x, node.tensor(1)))
    },
  },
  ThresholdedRelu: activation((x, node) => where(greater(x, node.float('alpha', 1)), x, 0)),
  Elu: activation((x, node) => elu(x, node.float('alpha', 1))),
  Selu: activation((x, node) => multiply(elu(x, node.float('alpha', 1.6732632)), node.float('gamma', 1.050701))),
  Celu: activation((x, node) => {
    const alpha = node.float('alpha', 1)
    return where(greater(x, 0), x, exponentialBelowZero(x, alpha, alpha))
  }),
  Gelu: activation(gelu),
  Mish: activation((x) => multiply(x, tanh(softplus(x)))),
  Softsign: activation((x) => divide(x, add(abs(x), 1))),
  HardSigmoid: activation((x, node) => hardSigmoid(x, node.float('alpha', Math.fround(0.2)), node.float('beta', 0.5))),
  HardSwish: activation((x) => multiply(x, hardSigmoid(x, 1 / 6, 0.5))),
  Swish: activation((x, node) => multiply(x, sigmoid(multiply(x, node.float('alpha', 1))))),
})
