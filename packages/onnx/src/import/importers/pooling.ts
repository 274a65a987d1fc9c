// Pooling over spatial axes.
import { reduceMax, reduceMean, type Tensor } from '@infonce/core'
import type { Importer, Importers } from '../importer.js'

/** Over all spatial axes, which stay with size 1. */
const global = (reduce: (x: Tensor, axes: readonly number[], keep: boolean) => Tensor): Importer => ({
  read: (node) => {
    const x = node.tensor(0)
    if (x.rank < 3) throw node.invalid(`it needs a tensor [N, C, ...], found ${x}`)
    return reduce(x, [...x.shape.keys()].slice(2), true)
  },
})

export const poolings: Importers = {
  GlobalAveragePool: global(reduceMean),
  GlobalMaxPool: global(reduceMax),
}
