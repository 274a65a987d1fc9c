// A loss of a large batch that sees some of its anchors at once, against all candidates.
import { input, type Tensor } from '@infonce/core'

/** Name of the input that says which anchors a block has: the number of the first, an int32 scalar. */
export const FIRST_ANCHOR = 'block/first'

/** The input {@link FIRST_ANCHOR}, for `rowsFrom` and `inBatch` of core. */
export const firstAnchor = (): Tensor => input(FIRST_ANCHOR, 'int32', [])
