// What it takes to build, differentiate and evaluate one loss: its bundle is run, and held to a size.
import { dotProduct, evaluate, gradient, inBatch, infoNCE, input, parameter, toDense } from '@infonce/core'

const anchors = parameter('anchors', ['N', 2])
const { loss } = infoNCE(inBatch(dotProduct(anchors, input('candidates', 'float32', ['N', 2]))))
const [anchorGradient] = gradient(loss, [anchors])
const values = evaluate(
  { loss, gradient: toDense(anchorGradient!) },
  {
    'parameter/anchors': [
      [1, 0],
      [0, 1],
    ],
    candidates: [
      [1, 0],
      [0, 1],
    ],
  },
)

// Each anchor scores 1 with its own candidate and 0 with the other.
const expected = Math.log(1 + Math.exp(-1))
if (Math.abs(values.loss.data[0]! - expected) > 1e-12)
  throw new Error(`expected ${expected}, found ${values.loss.data[0]}`)
if (values.gradient.data.length !== 4) throw new Error(`expected 4 gradients, found ${values.gradient.data.length}`)
