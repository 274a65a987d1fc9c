// Hierarchical softmax over a Huffman tree, which is data.

import { makeContrast } from '../contrast.js'
import { shapeText } from '../dimension.js'
import { ShapeError, ValueError } from '../errors.js'
import { and } from '../operations/comparison.js'
import { cast } from '../operations/elementwise.js'
import type { Tensor } from '../tensor.js'
import type { ContrastMetrics, Loss } from './objective.js'
import type { ReductionOptions } from './reductions.js'
import { sigmoidLoss } from './sigmoid.js'

/** The way from the root to each of V classes, padded to the longest: row-major [V, depth]. */
export interface HuffmanPaths {
  readonly classes: number
  readonly depth: number
  /** Inner nodes on the way, 0 (the root) to V − 2; 0 where there is none. */
  readonly nodes: Int32Array
  /** The branch taken at each: 1 for the one that the sigmoid of the score is the probability of. */
  readonly branches: Uint8Array
  /** 1 where there is a node. */
  readonly mask: Uint8Array
}

/**
 * The Huffman tree of classes by their counts (Mikolov et al. 2013; Morin & Bengio 2005): frequent classes have short ways.
 * @param counts at least 0, of two classes or more
 * @throws ValueError for counts that are no tree
 */
export function huffmanPaths(counts: ArrayLike<number>): HuffmanPaths {
  const classes = counts.length
  if (classes < 2) throw new ValueError(`huffmanPaths: a tree needs two classes or more; found ${classes}`)
  for (let i = 0; i < classes; i++)
    if (!(counts[i]! >= 0 && counts[i]! < Infinity))
      throw new ValueError(`huffmanPaths: counts must be at least 0; found ${counts[i]} at position ${i}`)
  // Two queues, both in rising order: leaves, and inner nodes in the order of their making.
  const leaves = Array.from({ length: classes }, (_, i) => i).sort((a, b) => counts[a]! - counts[b]! || b - a)
  const weight = new Float64Array(2 * classes - 1)
  for (let i = 0; i < classes; i++) weight[i] = counts[i]!
  const parent = new Int32Array(2 * classes - 1)
  const branch = new Uint8Array(2 * classes - 1)
  let [leaf, inner] = [0, classes]
  for (let made = classes; made < 2 * classes - 1; made++) {
    const take = (): number =>
      leaf < classes && (inner >= made || weight[leaves[leaf]!]! <= weight[inner]!) ? leaves[leaf++]! : inner++
    const [first, second] = [take(), take()]
    weight[made] = weight[first]! + weight[second]!
    parent[first] = made
    parent[second] = made
    branch[second] = 1
  }
  const root = 2 * classes - 2
  const ways = Array.from({ length: classes }, (_, i) => {
    const way: { node: number; branch: number }[] = []
    for (let node = i; node !== root; node = parent[node]!)
      way.unshift({ node: root - parent[node]!, branch: branch[node]! })
    return way
  })
  const depth = ways.reduce((most, way) => Math.max(most, way.length), 0)
  const [nodes, branches, mask] = [
    new Int32Array(classes * depth),
    new Uint8Array(classes * depth),
    new Uint8Array(classes * depth),
  ]
  for (const [i, way] of ways.entries())
    for (const [j, step] of way.entries()) {
      nodes[i * depth + j] = step.node
      branches[i * depth + j] = step.branch
      mask[i * depth + j] = 1
    }
  return { classes, depth, nodes, branches, mask }
}

/**
 * Hierarchical softmax: the sum over the nodes on the way to an anchor's class of −ln σ(±s) (Morin & Bengio 2005; Mikolov et
 * al. 2013, eq. 3), which is minus the log-likelihood of the class. A mean over anchors.
 * @param scores of each anchor with the nodes of its way, float32 [..., A, L]: `dotProduct(anchors, gather(nodes, ids))`
 * @param branches the branch taken at each, bool [..., A, L]
 * @param mask where there is a node, bool [..., A, L]
 */
export function hierarchicalSoftmax(
  scores: Tensor,
  branches: Tensor,
  mask: Tensor,
  options: ReductionOptions = {},
): Loss<ContrastMetrics> {
  for (const [name, part] of Object.entries({ branches, mask }))
    if (part?.dtype !== 'bool')
      throw new ShapeError(
        `hierarchicalSoftmax: ${name} must be bool, found ${part?.dtype} ${part?.shape ? shapeText(part.shape) : ''}`,
      )
  const target = and(branches, mask)
  return sigmoidLoss(makeContrast({ scores, target, weight: cast(mask, 'float32') }), options)
}
