// Pixels of NumPy arrays of any kind of number: read where it is clear what white is, else refused with a way out.
import type { ByteRange, NpyLayout } from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'
import type { FileBytes } from './file-bytes.js'

/** Numbers that are looked at together. */
const BLOCK = 1 << 20
/** Largest of numbers with fractions that may be 0 … 1 with an overshoot, or 0 … 255 and nearly black. */
const DOUBTFUL = 2

/** What the numbers of an array are. */
interface Survey {
  readonly least: number
  readonly most: number
  readonly areWhole: boolean
}

/** Pixels 0 … 255, a byte each, by their place in the array. */
export type Pixels = Pick<FileBytes, 'range'>

/**
 * The numbers of an array as bytes. Bytes are taken as they are. False is black and true is white. Whole numbers, of
 * whatever type, are 0 … 255; those of float types that are 0 and 1 alone, and all others up to 1, are 0 … 1; others with
 * fractions 0 … 255, rounded.
 * @throws ImageError, with a conversion in NumPy that works, for numbers that are not finite, below 0 or above 255, for
 *   integers that are 0 and 1 alone, and for fractions that are a little above 1
 */
export async function npyPixels(bytes: FileBytes, layout: NpyLayout, path: string): Promise<Pixels> {
  const { type, data } = layout
  if (type === 'u1') return { range: ({ offset, length }) => bytes.range(within(data, offset, length)) }
  const scale = type === 'b1' ? 255 : scaleOf(await survey(bytes, layout, path), layout, path)
  const size = data.length / countOf(layout)
  return {
    async range({ offset, length }) {
      const found = await bytes.range(within(data, offset * size, length * size))
      const view = new DataView(found.buffer, found.byteOffset, found.length)
      const count = Math.floor(found.length / size)
      return Uint8Array.from({ length: count }, (_, i) => Math.round(scale * layout.read(view, i)))
    },
  }
}

const countOf = ({ shape }: NpyLayout): number => shape.reduce((product, side) => product * side, 1)

const within = (data: ByteRange, offset: number, length: number): ByteRange => ({
  offset: data.offset + offset,
  length: Math.max(0, Math.min(length, data.length - offset)),
})

async function survey(bytes: FileBytes, layout: NpyLayout, path: string): Promise<Survey> {
  const { data, shape, read } = layout
  const count = countOf(layout)
  const size = data.length / count
  let [least, most, areWhole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true]
  for (let begin = 0; begin < count; begin += BLOCK) {
    const found = await bytes.range(within(data, begin * size, BLOCK * size))
    const view = new DataView(found.buffer, found.byteOffset, found.length)
    const here = Math.min(BLOCK, count - begin)
    for (let i = 0; i < here; i++) {
      const value = read(view, i)
      if (!Number.isFinite(value)) {
        const image = Math.floor((begin + i) / (count / shape[0]!))
        throw new ImageError(
          path,
          `image ${image} (counted from 0) has the number ${value}: leave such images out (array[numpy.isfinite(array).reshape(len(array), -1).all(1)])`,
        )
      }
      if (value < least) least = value
      if (value > most) most = value
      if (areWhole && !Number.isInteger(value)) areWhole = false
    }
  }
  return { least, most, areWhole }
}

/** What numbers are multiplied by to be 0 … 255. */
function scaleOf({ least, most, areWhole }: Survey, { type }: NpyLayout, path: string): number {
  const found = `holds ${type} from ${short(least)} to ${short(most)}`
  if (least < 0 || most > 255)
    throw new ImageError(
      path,
      `${found}, expected 0 … 255 or 0 … 1: scale it from black to white, for instance from its minimum to its maximum (x = array.astype('float64'); ((x - x.min()) / (x.max() - x.min()) * 255).round().astype('uint8'))`,
    )
  const isFloat = type.startsWith('f')
  if (isFloat && most <= 1) return 255
  if (!isFloat && most === 1)
    throw new ImageError(
      path,
      `${found}: if 1 is white, multiply (array.astype('uint8') * 255); if 255 is, convert the type (array.astype('uint8'))`,
    )
  if (!areWhole && most < DOUBTFUL)
    throw new ImageError(
      path,
      `${found}: if 1 is white, clip larger values ((numpy.clip(array, 0, 1) * 255).round().astype('uint8')); if 255 is, round (array.round().astype('uint8'))`,
    )
  return 1
}

const short = (value: number): string => String(Number(value.toPrecision(6)))
