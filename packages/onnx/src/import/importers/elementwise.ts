// Arithmetic and functions, element by element.
import {
  abs,
  add,
  addDimensions,
  cast,
  type Dimension,
  divide,
  erf,
  exp,
  greater,
  less,
  log,
  maximum,
  minimum,
  multiply,
  multiplyDimensions,
  negate,
  pow,
  reciprocal,
  scalar,
  sigmoid,
  sign,
  softplus,
  sqrt,
  square,
  subtract,
  subtractDimensions,
  type Tensor,
  tanh,
  where,
} from '@infonce/core'
import { dtypeName } from '../../dtypes.js'
import { type Imported, toTensor } from '../imported.js'
import type { Importer, Importers } from '../importer.js'
import { combineIntegers, KnownIntegers } from '../known-integers.js'
import type { NodeReader } from '../node-reader.js'
import { readableDtype, readableTypes } from '../tensor-data.js'
import { type Combine, compareDimensions, larger, quotient, remainder, smaller } from './integer-arithmetic.js'

/** The inputs of a node, if all are known integers. */
export function knownOperands(values: readonly Imported[]): KnownIntegers[] | undefined {
  const known = values.filter((value) => value instanceof KnownIntegers)
  return known.length === values.length ? known : undefined
}

const unary = (f: (x: Tensor) => Tensor, ofInteger?: (x: Dimension) => Dimension | undefined): Importer => ({
  read: (node) => {
    const known = ofInteger && knownOperands([node.value(0)])
    const combined = known && combineIntegers(known[0]!.dtype, known, (x) => ofInteger(x!))
    return combined ?? f(node.tensor(0))
  },
})

/** An operation of a given number of operands, or of any number, folded from the left. */
const folded = (f: (a: Tensor, b: Tensor) => Tensor, count: 2 | 'any', ofIntegers?: Combine): Importer => ({
  read: (node) => {
    const values = node.allValues()
    if (count === 2 && values.length !== 2) throw node.invalid(`it takes 2 inputs, found ${values.length}`)
    const known = ofIntegers && knownOperands(values)
    const combined =
      known &&
      combineIntegers(known[0]!.dtype, known, (...entries) =>
        entries.slice(1).reduce<Dimension | undefined>((a, b) => (a === undefined ? a : ofIntegers(a, b)), entries[0]),
      )
    return combined ?? values.map(toTensor).reduce(f)
  },
})

const mean: Importer = {
  read: (node) => divide(node.allValues().map(toTensor).reduce(add), node.inputCount),
}

const readPow: Importer = {
  read: (node) => {
    const base = node.tensor(0)
    const exponent = node.tensor(1)
    // A constant that cannot change the shape: nothing is asked about the gradient of the exponent.
    const number = exponent.rank <= base.rank ? node.constantNumber(1) : undefined
    if (number === 1) return base
    if (number === 2) return square(base)
    if (number === 0.5 && base.dtype === 'float32') return sqrt(base)
    return pow(base, number === undefined ? cast(exponent, base.dtype) : scalar(number, base.dtype))
  },
}

/** Two inputs combined entry by entry, which have to be integers that are known, as sizes are. */
function combineKnown(node: NodeReader, what: string, combine: Combine): KnownIntegers {
  const values = node.allValues()
  if (values.length !== 2) throw node.invalid(`it takes 2 inputs, found ${values.length}`)
  const known = knownOperands(values)
  const combined = known && combineIntegers(known[0]!.dtype, known, (a, b) => combine(a!, b!))
  if (combined) return combined
  throw node.unsupportedHere(
    `the ${what} of integers that depend on data, or on what a named size is divided by, is not supported; sizes can ` +
      'be given as `dimensions`',
  )
}

/** Core divides float32 alone. */
const division: Importer = {
  read: (node) =>
    node.allValues().every(({ dtype }) => dtype === 'float32')
      ? folded(divide, 2).read(node)
      : combineKnown(node, 'quotient', quotient),
}

const modulo: Importer = {
  read: (node) => {
    if (node.int('fmod', 0) !== 0) throw node.unsupported('fmod', 'only 0 is supported')
    return combineKnown(node, 'remainder', remainder)
  },
}

/** x between bounds; at a bound the gradient is that of x, as in PyTorch. */
export function clamp(x: Tensor, low?: Tensor | number, high?: Tensor | number): Tensor {
  const raised = low === undefined ? x : where(less(x, low), low, x)
  return high === undefined ? raised : where(greater(raised, high), high, raised)
}

const choice: Importer = {
  read: (node) => {
    const values = [node.value(0), node.value(1), node.value(2)]
    const known = knownOperands(values)
    const combined = known && combineIntegers(known[1]!.dtype, known, (c, a, b) => (c === 0 ? b : a))
    if (combined) return combined
    const [condition, a, b] = values.map(toTensor)
    return where(condition!, a!, b!)
  },
}

const conversion: Importer = {
  passesOn: true,
  read: (node) => {
    node.ignore('saturate', 'round_mode')
    const code = node.int('to')
    const dtype = readableDtype(code)
    if (!dtype) throw node.unsupported('to', `${dtypeName(code)} is not supported, only ${readableTypes()}`)
    return convert(node.value(0), dtype)
  },
}

const likeness: Importer = {
  read: (node) => {
    node.ignore('saturate', 'round_mode')
    return convert(node.value(0), node.value(1).dtype)
  },
}

function convert(value: Imported, dtype: Tensor['dtype']): Imported {
  if (!(value instanceof KnownIntegers) || dtype === 'float32') return cast(toTensor(value), dtype)
  if (dtype !== 'bool' || value.dtype === 'bool') return new KnownIntegers(dtype, value.shape, value.entries)
  // A named dimension is 1 at least, one less than it may be 0.
  const combined = combineIntegers('bool', [value], (entry) => {
    const order = compareDimensions(entry!, 0)
    return order === undefined ? undefined : Math.abs(order)
  })
  return combined ?? cast(value.tensor, 'bool')
}

const identity: Importer = { passesOn: true, read: (node) => node.value(0) }

/** What a model does when it is used, not trained. */
const dropout: Importer = {
  passesOn: true,
  read: (node) => {
    node.ignore('ratio', 'seed')
    if (node.opset >= 12 && node.has(2) && node.constantNumber(2) !== 0)
      throw node.unsupportedHere('dropout in training mode is not supported: export the model in inference mode')
    return node.value(0)
  },
}

export const elementwise = (): Importers => ({
  Add: folded(add, 2, addDimensions),
  Sub: folded(subtract, 2, subtractDimensions),
  Mul: folded(multiply, 2, multiplyDimensions),
  Div: division,
  Mod: modulo,
  Pow: readPow,
  Max: folded(maximum, 'any', larger),
  Min: folded(minimum, 'any', smaller),
  Sum: folded(add, 'any'),
  Mean: mean,
  Neg: unary(negate, (x) => multiplyDimensions(-1, x)),
  Abs: unary(abs, (x) => larger(x, multiplyDimensions(-1, x))),
  Sign: unary(sign),
  Exp: unary(exp),
  Log: unary(log),
  Sqrt: unary(sqrt),
  Reciprocal: unary(reciprocal),
  Erf: unary(erf),
  Sigmoid: unary(sigmoid),
  Tanh: unary(tanh),
  Softplus: unary(softplus),
  Clip: { read: (node: NodeReader) => clamp(node.tensor(0), node.optionalTensor(1), node.optionalTensor(2)) },
  Where: choice,
  Cast: conversion,
  CastLike: likeness,
  Identity: identity,
  Dropout: dropout,
})
