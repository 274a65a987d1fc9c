// NumPy's .npy files (NEP 1), versions 1 to 3, as series.
import { SeriesError } from '../errors.js'
import type { FileReader, SeriesFormat, SeriesLayout } from './file-reader.js'
import { describeMagic } from './magic.js'

/** The magic, the version and the length of the header. */
const OPENING = 12
const MAGIC = '\x93NUMPY'
/** A header that describes numbers alone is much shorter; structured ones are refused anyway. */
const LONGEST_HEADER = 1 << 16

interface NumberType {
  readonly bytes: number
  readonly alwaysFinite: boolean
  read(view: DataView, offset: number, little: boolean): number
}

const types: Readonly<Record<string, NumberType>> = {
  f4: { bytes: 4, alwaysFinite: false, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, alwaysFinite: false, read: (view, at, little) => view.getFloat64(at, little) },
  i2: { bytes: 2, alwaysFinite: true, read: (view, at, little) => view.getInt16(at, little) },
  i4: { bytes: 4, alwaysFinite: true, read: (view, at, little) => view.getInt32(at, little) },
  i8: { bytes: 8, alwaysFinite: true, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u1: { bytes: 1, alwaysFinite: true, read: (view, at) => view.getUint8(at) },
}

/** `.npy` files of an array `[T]` or `[T, C]`: rows are points in time, columns are channels. */
export const npyFormat: SeriesFormat = { name: 'NPY', extension: '.npy', layout: npyLayout }

function* npyLayout(size: number, path: string): FileReader<SeriesLayout> {
  const opening = yield { offset: 0, length: OPENING }
  const view = new DataView(opening.buffer, opening.byteOffset, opening.length)
  if (opening.length === 0) throw new SeriesError(path, 'is empty, no NPY file')
  if (opening.length < OPENING || String.fromCharCode(...opening.subarray(0, 6)) !== MAGIC)
    throw new SeriesError(path, `no NPY file: it begins ${describeMagic(view)}; write it by numpy.save`)
  const version = view.getUint8(6)
  if (version < 1 || version > 3) throw new SeriesError(path, `is NPY of version ${version}, expected 1 to 3`)
  const [begin, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)]
  if (length > LONGEST_HEADER || begin + length > size)
    throw new SeriesError(
      path,
      `its header of ${length} bytes does not end within the file: it is truncated or corrupt`,
    )
  const header = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(yield { offset: begin, length })
  return layoutOf(header, begin + length, size, path)
}

function layoutOf(header: string, offset: number, size: number, path: string): SeriesLayout {
  const descr = field(header, 'descr', /^'([^']*)'|^\[.*\]/s, path)
  const [, order, code] = /^([<>|=])(.+)$/.exec(descr[1] ?? '') ?? []
  const type = Object.hasOwn(types, code ?? '') ? types[code!] : undefined
  if (!type)
    throw new SeriesError(
      path,
      `holds ${descr[0]}, which is not read: expected one of ${Object.keys(types).join(', ')}; convert it (array.astype('float32'))`,
    )
  const fortran = field(header, 'fortran_order', /^(True|False)/, path)[1] === 'True'
  const shapeText = field(header, 'shape', /^\(([\d, ]*)\)/, path)[1]!
  const shape = shapeText.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]))
  if (shape.length === 0 || shape.length > 2)
    throw new SeriesError(
      path,
      `has the shape (${shapeText}), expected (T,) for one channel or (T, C): rows are points in time`,
    )
  const [length, channels] = [shape[0]!, shape[1] ?? 1]
  if (length === 0 || channels === 0) throw new SeriesError(path, `has no samples: its shape is (${shapeText})`)
  const bytes = length * channels * type.bytes
  if (offset + bytes > size)
    throw new SeriesError(path, `holds ${size - offset} of ${bytes} bytes of samples: it is truncated`)
  if (offset + bytes < size)
    throw new SeriesError(path, `${size - offset - bytes} bytes follow its array: give a file of one array`)
  return {
    channels,
    rate: null,
    length,
    data: { offset, length: bytes },
    alwaysFinite: type.alwaysFinite,
    decode: (data) => decodeArray(data, type, order !== '>', fortran, channels),
  }
}

/** The value of a key in the header, a Python dictionary. */
function field(header: string, key: string, value: RegExp, path: string): RegExpExecArray {
  const at = new RegExp(`['"]${key}['"]\\s*:\\s*`).exec(header)
  const found = at && value.exec(header.slice(at.index + at[0].length))
  if (!found) throw new SeriesError(path, `its header has no ${key} that can be read: it is corrupt`)
  return found
}

/** `[channels, length]` row-major. An array in Fortran order lies so already. */
function decodeArray(
  bytes: Uint8Array,
  type: NumberType,
  little: boolean,
  fortran: boolean,
  channels: number,
): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const samples = new Float32Array(bytes.length / type.bytes)
  const length = samples.length / channels
  const [perSample, perChannel] = fortran ? [1, length] : [channels, 1]
  for (let c = 0; c < channels; c++)
    for (let t = 0; t < length; t++)
      samples[c * length + t] = type.read(view, (c * perChannel + t * perSample) * type.bytes, little)
  return samples
}
