// NumPy's .npy files as series.
import { type FileReader, type NpyLayout, npyLayout, shapeText } from '@infonce/runtime/internals'
import { SeriesError } from '../errors.js'
import type { SeriesFormat, SeriesLayout } from './series-layout.js'

/** `.npy` files of an array `[T]` or `[T, C]`: rows are points in time, columns are channels. */
export const npyFormat: SeriesFormat = { name: 'NPY', extension: '.npy', layout }

function* layout(size: number, path: string): FileReader<SeriesLayout> {
  const array = yield* npyLayout(size, path, SeriesError)
  const { shape, data, alwaysFinite } = array
  if (shape.length === 0 || shape.length > 2)
    throw new SeriesError(
      path,
      `has the shape ${shapeText(shape)}, expected (T,) for one channel or (T, C): rows are points in time`,
    )
  const [length, channels] = [shape[0]!, shape[1] ?? 1]
  if (length === 0 || channels === 0) throw new SeriesError(path, `has no samples: its shape is ${shapeText(shape)}`)
  return { channels, rate: null, length, data, alwaysFinite, decode: (bytes) => decodeArray(bytes, array, channels) }
}

/** `[channels, length]` row-major. An array in Fortran order lies so already. */
function decodeArray(bytes: Uint8Array, { shape, fortran, read }: NpyLayout, channels: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const length = shape[0]!
  const samples = new Float32Array(length * channels)
  const [perSample, perChannel] = fortran ? [1, length] : [channels, 1]
  for (let c = 0; c < channels; c++)
    for (let t = 0; t < length; t++) samples[c * length + t] = read(view, c * perChannel + t * perSample)
  return samples
}
