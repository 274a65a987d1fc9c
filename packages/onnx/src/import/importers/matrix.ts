// Matrix products.
import { add, expandDimension, matmul, multiply, reshape, type Tensor, transpose } from '@infonce/core'
import type { Importer, Importers } from '../importer.js'

/** NumPy's rule: a vector is a row on the left and a column on the right, and its axis goes from the result. */
const matMul: Importer = {
  weights: [0, 1],
  read: (node) => {
    const [a, b] = [node.tensor(0), node.tensor(1)]
    const product = matmul(a.rank === 1 ? expandDimension(a, 0) : a, b.rank === 1 ? expandDimension(b, 1) : b)
    const dropped = [...(a.rank === 1 ? [product.rank - 2] : []), ...(b.rank === 1 ? [product.rank - 1] : [])]
    return reshape(
      product,
      product.shape.filter((_, axis) => !dropped.includes(axis)),
    )
  },
}

/** α·A·B + β·C. */
const gemm: Importer = {
  weights: [0, 1, 2],
  read: (node) => {
    const turned = (x: Tensor, attribute: string): Tensor => (node.int(attribute, 0) !== 0 ? transpose(x) : x)
    const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)]
    const product = multiply(matmul(turned(node.tensor(0), 'transA'), turned(node.tensor(1), 'transB')), alpha)
    const c = node.optionalTensor(2)
    return c && beta !== 0 ? add(product, multiply(c, beta)) : product
  },
}

export const matrices = (): Importers => ({ MatMul: matMul, Gemm: gemm })
