// A value of a file while it is read.
import { Tensor } from '@infonce/core'
import type { KnownIntegers } from './known-integers.js'

/** An expression, or integers that depend on no data. */
export type Imported = Tensor | KnownIntegers

/** A value as an expression. */
export function toTensor(value: Imported): Tensor {
  return value instanceof Tensor ? value : value.tensor
}
