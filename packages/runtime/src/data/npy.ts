// NumPy's .npy files (NEP 1), versions 1 to 3: where the array lies and what its numbers are.
import type { DataErrorClass } from './data-error.js'
import type { ByteRange, FileReader } from './file-reader.js'
import { describeMagic } from './magic.js'

/** The magic, the version and the length of the header. */
const OPENING = 12
const MAGIC = '\x93NUMPY'
/** A header that describes numbers alone is much shorter; structured ones are refused anyway. */
const LONGEST_HEADER = 1 << 16

/** A kind of number that is read. */
interface NumberType {
  readonly bytes: number
  readonly alwaysFinite: boolean
  read(view: DataView, offset: number, little: boolean): number
}

type NumberCode = 'f2' | 'f4' | 'f8' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8' | 'b1'

const types: Readonly<Record<NumberCode, NumberType>> = {
  f2: { bytes: 2, alwaysFinite: false, read: (view, at, little) => float16(view.getUint16(at, little)) },
  f4: { bytes: 4, alwaysFinite: false, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, alwaysFinite: false, read: (view, at, little) => view.getFloat64(at, little) },
  i1: { bytes: 1, alwaysFinite: true, read: (view, at) => view.getInt8(at) },
  i2: { bytes: 2, alwaysFinite: true, read: (view, at, little) => view.getInt16(at, little) },
  i4: { bytes: 4, alwaysFinite: true, read: (view, at, little) => view.getInt32(at, little) },
  i8: { bytes: 8, alwaysFinite: true, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u1: { bytes: 1, alwaysFinite: true, read: (view, at) => view.getUint8(at) },
  u2: { bytes: 2, alwaysFinite: true, read: (view, at, little) => view.getUint16(at, little) },
  u4: { bytes: 4, alwaysFinite: true, read: (view, at, little) => view.getUint32(at, little) },
  u8: { bytes: 8, alwaysFinite: true, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  b1: { bytes: 1, alwaysFinite: true, read: (view, at) => Number(view.getUint8(at) !== 0) },
}

/** The number of an IEEE 754 binary16. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = (bits & 1023) / 1024
  if (exponent === 0) return sign * fraction * 2 ** -14
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction) * 2 ** (exponent - 15)
}

/** What makes numbers of what is not read, by the letter of its type. */
const conversions: Readonly<Record<string, string>> = {
  c: "take its real part or its magnitude (numpy.abs(array).astype('float64'))",
  f: "store it as float64 (array.astype('float64'))",
  m: "store it as whole numbers (array.astype('int64'))",
  M: "store it as whole numbers (array.astype('int64'))",
}

/** The array of an `.npy` file. */
export interface NpyLayout {
  readonly type: NumberCode
  /** Whether every number of the type is finite. */
  readonly alwaysFinite: boolean
  readonly shape: readonly number[]
  /** Whether the first axis is the one whose entries lie side by side (Fortran's order), not the last (C's). */
  readonly fortran: boolean
  /** Where the numbers lie. */
  readonly data: ByteRange
  /** The number at `index` of the file's order, from the bytes of `data`. */
  read(view: DataView, index: number): number
}

/**
 * Reads the header of a file of `size` bytes.
 * @throws a `Refusal` where it is no such file, holds anything but truth values, integers or floats of up to 8 bytes, is
 *   truncated, or has bytes behind its array
 */
export function* npyLayout(size: number, path: string, Refusal: DataErrorClass): FileReader<NpyLayout> {
  const opening = yield { offset: 0, length: OPENING }
  const view = new DataView(opening.buffer, opening.byteOffset, opening.length)
  if (opening.length === 0) throw new Refusal(path, 'is empty, not an NPY file')
  if (opening.length < OPENING || String.fromCharCode(...opening.subarray(0, 6)) !== MAGIC)
    throw new Refusal(path, `is not an NPY file: it begins ${describeMagic(view)}; write it by numpy.save`)
  const version = view.getUint8(6)
  if (version < 1 || version > 3) throw new Refusal(path, `is NPY of version ${version}, expected 1 to 3`)
  const [begin, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)]
  if (length > LONGEST_HEADER || begin + length > size)
    throw new Refusal(path, `its header of ${length} bytes does not end within the file: it is truncated or corrupt`)
  const header = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(yield { offset: begin, length })
  const field = (key: string, value: RegExp): RegExpExecArray => {
    const found = valueAfter(header, key, value)
    if (!found) throw new Refusal(path, `its header has no ${key} that can be read: it is corrupt`)
    return found
  }

  const descr = field('descr', /^'([^']*)'|^\[.*\]/s)
  const [, order, code] = /^([<>|=])(.+)$/.exec(descr[1] ?? '') ?? []
  if (!isType(code))
    throw new Refusal(
      path,
      `holds ${descr[0]}, which is not supported: expected one of ${Object.keys(types).join(', ')}; ${conversions[code?.[0] ?? ''] ?? 'give an array of numbers'}`,
    )
  const fortran = field('fortran_order', /^(True|False)/)[1] === 'True'
  const shape = field('shape', /^\(([\d, ]*)\)/)[1]!
    .split(',')
    .flatMap((part) => (part.trim() ? [Number(part)] : []))
  const { bytes, alwaysFinite, read } = types[code]
  const [offset, wanted] = [begin + length, shape.reduce((product, side) => product * side, bytes)]
  if (offset + wanted > size)
    throw new Refusal(path, `holds ${size - offset} of ${wanted} bytes of its array: it is truncated`)
  if (offset + wanted < size)
    throw new Refusal(path, `${size - offset - wanted} bytes follow its array: give a file of one array`)
  const little = order !== '>'
  return {
    ...{ type: code, alwaysFinite, shape, fortran, data: { offset, length: wanted } },
    read: (numbers, index) => read(numbers, index * bytes, little),
  }
}

const isType = (code: string | undefined): code is NumberCode => Object.hasOwn(types, code ?? '')

/** The value of a key in the header, a Python dictionary. */
function valueAfter(header: string, key: string, value: RegExp): RegExpExecArray | null {
  const at = new RegExp(`['"]${key}['"]\\s*:\\s*`).exec(header)
  return at && value.exec(header.slice(at.index + at[0].length))
}

/** A shape as Python writes it. */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
