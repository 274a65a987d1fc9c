// Truth values in the places where WebGPU takes numbers alone.
import type { Emitter } from '../operation.js'
import type { DType } from '../tensor.js'

/** Makes a node of operands as float32 where they are truth values, which it holds exactly. */
export function ofNumbers(
  emitter: Emitter,
  dtype: DType,
  operands: readonly string[],
  make: (operands: readonly string[]) => string,
): string {
  if (dtype !== 'bool') return make(operands)
  return make(operands.map((operand) => emitter.node('Cast', [operand], { to: { int: emitter.dtypeCode('float32') } })))
}

/** As {@link ofNumbers}, for a node whose result has the dtype of its operands. */
export function movedAsNumbers(
  emitter: Emitter,
  dtype: DType,
  operands: readonly string[],
  make: (operands: readonly string[]) => string,
): string {
  const made = ofNumbers(emitter, dtype, operands, make)
  return dtype === 'bool' ? emitter.node('Cast', [made], { to: { int: emitter.dtypeCode('bool') } }) : made
}
