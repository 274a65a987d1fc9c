// Comparisons and logic.
import {
  and,
  type Dimension,
  equal,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  not,
  or,
  type Tensor,
} from '@infonce/core'
import type { Importer, Importers } from '../importer.js'
import { combineIntegers } from '../known-integers.js'
import { knownOperands } from './elementwise.js'
import { compareDimensions } from './integer-arithmetic.js'

/** A comparison by the sign of a − b; of sizes with names where that sign is known. */
const comparison = (f: (a: Tensor, b: Tensor) => Tensor, holds: (sign: number) => boolean): Importer => ({
  read: (node) => {
    const known = knownOperands([node.value(0), node.value(1)])
    const combined =
      known &&
      combineIntegers('bool', known, (a, b) => {
        const sign = compareDimensions(a!, b!)
        return sign === undefined ? undefined : Number(holds(sign))
      })
    return combined ?? f(node.tensor(0), node.tensor(1))
  },
})

const logic = (f: (a: Tensor, b: Tensor) => Tensor, ofKnown: (a: Dimension, b: Dimension) => boolean): Importer => ({
  read: (node) => {
    const known = knownOperands([node.value(0), node.value(1)])
    const combined = known && combineIntegers('bool', known, (a, b) => Number(ofKnown(a!, b!)))
    return combined ?? f(node.tensor(0), node.tensor(1))
  },
})

const negation: Importer = {
  read: (node) => {
    const known = knownOperands([node.value(0)])
    return (known && combineIntegers('bool', known, (x) => Number(x === 0))) ?? not(node.tensor(0))
  },
}

export const comparisons = (): Importers => ({
  Equal: comparison(equal, (sign) => sign === 0),
  Less: comparison(less, (sign) => sign < 0),
  LessOrEqual: comparison(lessOrEqual, (sign) => sign <= 0),
  Greater: comparison(greater, (sign) => sign > 0),
  GreaterOrEqual: comparison(greaterOrEqual, (sign) => sign >= 0),
  And: logic(and, (a, b) => a !== 0 && b !== 0),
  Or: logic(or, (a, b) => a !== 0 || b !== 0),
  Xor: logic(
    (a, b) => not(equal(a, b)),
    (a, b) => (a !== 0) !== (b !== 0),
  ),
  Not: negation,
  // NaN is the one number that differs from itself.
  IsNaN: { read: (node) => not(equal(node.tensor(0), node.tensor(0))) },
})
