// NumPy's .npy files (NEP 1) written.
import { ValueError } from '@infonce/core'

/** The array begins at a multiple of this, so that a file can be mapped. */
const ALIGNMENT = 64
/** The magic, version 1.0 and the length of the header. */
const OPENING = 10

/**
 * An NPY file of an array of float32, row-major: `numpy.load` gives the same shape and numbers.
 * @throws ValueError for a size that is no whole number from 0, or another number of values than the shape has
 */
export function encodeNpy(data: Float32Array, shape: readonly number[]): Uint8Array {
  const text = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new ValueError(`the shape (${text}) must have whole numbers from 0`)
  const size = shape.reduce((product, length) => product * length, 1)
  if (size !== data.length) throw new ValueError(`the shape (${text}) has ${size} values, found ${data.length}`)
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${text}), }`
  const begin = Math.ceil((OPENING + header.length + 1) / ALIGNMENT) * ALIGNMENT
  const bytes = new Uint8Array(begin + 4 * data.length)
  const padded = `${header.padEnd(begin - OPENING - 1)}\n`
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0])
  const view = new DataView(bytes.buffer)
  view.setUint16(8, padded.length, true)
  bytes.set(new TextEncoder().encode(padded), OPENING)
  for (let i = 0; i < data.length; i++) view.setFloat32(begin + 4 * i, data[i]!, true)
  return bytes
}
